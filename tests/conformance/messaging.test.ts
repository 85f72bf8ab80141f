// The messaging contracts: the same clients against the same programs, simulated and as `windtunnel serve` runs them.

import { afterAll } from 'vitest';
import { beginningContract } from './beginning-contract.ts';
import { consumingContract } from './consuming-contract.ts';
import { RealMessagingArm } from './messaging-real-arm.ts';
import { simulatedMessagingArm } from './messaging-simulated-arm.ts';
import { operatingContract } from './operating-contract.ts';
import { sendingContract } from './sending-contract.ts';
import { transactionContract, transactionRestartContract } from './transaction-contract.ts';

const real = new RealMessagingArm();

for (const arm of [simulatedMessagingArm, real]) {
  sendingContract(arm);
  consumingContract(arm);
  beginningContract(arm);
  operatingContract(arm);
  transactionContract(arm);
  transactionRestartContract(arm);
}

afterAll(() => real.close());
