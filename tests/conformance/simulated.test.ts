// The contracts on the simulated world.

import { connectContract } from './connect-contract.ts';
import { datagramsContract } from './datagrams-contract.ts';
import { diskContract } from './disk-contract.ts';
import { lanesContract } from './lanes-contract.ts';
import { networkContract } from './network-contract.ts';
import { processContract } from './process-contract.ts';
import { simulatedArm } from './simulated-arm.ts';
import { timersContract } from './timers-contract.ts';

connectContract(simulatedArm);
networkContract(simulatedArm);
datagramsContract(simulatedArm);
diskContract(simulatedArm);
timersContract(simulatedArm);
lanesContract(simulatedArm);
processContract(simulatedArm);
