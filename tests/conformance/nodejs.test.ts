// The contracts on the real world.

import { datagramsContract } from './datagrams-contract.ts';
import { networkContract } from './network-contract.ts';
import { realArm } from './real-arm.ts';

networkContract(realArm);
datagramsContract(realArm);
