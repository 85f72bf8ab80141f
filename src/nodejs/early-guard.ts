// Sets the traps of the guard when it is loaded: `import 'rocketmq-windtunnel/guard'` before all other imports, or `node --import`. Code that
// keeps a function of the host for later then keeps the trap. Outside of simulated runs nothing changes.

import { nodeGuard } from './node-guard.ts';

nodeGuard();
