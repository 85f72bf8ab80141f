// The contracts on the real world.

import { connectContract } from './connect-contract.ts';
import { datagramsContract } from './datagrams-contract.ts';
import { diskContract } from './disk-contract.ts';
import { lanesContract } from './lanes-contract.ts';
import { networkContract } from './network-contract.ts';
import { processContract } from './process-contract.ts';
import { realArm } from './real-arm.ts';
import { timersContract } from './timers-contract.ts';

connectContract(realArm);
networkContract(realArm);
datagramsContract(realArm);
diskContract(realArm);
timersContract(realArm);
lanesContract(realArm);
processContract(realArm);
