// The contracts on the simulated world.

import { describe } from 'vitest';
import { jitter } from '../../src/simulator/network/path-rules.ts';
import { fragment } from '../../src/simulator/network/stream-rules.ts';
import { connectContract } from './connect-contract.ts';
import { datagramsContract } from './datagrams-contract.ts';
import { diskContract } from './disk-contract.ts';
import { lanesContract } from './lanes-contract.ts';
import { networkContract } from './network-contract.ts';
import { processContract } from './process-contract.ts';
import { simulatedArm, simulatedArmWith } from './simulated-arm.ts';
import { timersContract } from './timers-contract.ts';

connectContract(simulatedArm);
networkContract(simulatedArm);
datagramsContract(simulatedArm);
diskContract(simulatedArm);
timersContract(simulatedArm);
lanesContract(simulatedArm);
processContract(simulatedArm);

// What a process may rely on does not depend on how a network cuts and delays its bytes.
const JITTER_US = 2000;
describe('over packets that are late and cut anywhere', () => {
  const arm = simulatedArmWith(
    () => jitter(JITTER_US),
    () => fragment(900),
  );
  connectContract(arm);
  networkContract(arm);
});
