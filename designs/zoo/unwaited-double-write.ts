// Known bad: says synchronous double write, and answers puts without waiting for a slave. An asynchronous design that is held to the synchronous
// promise.

import { TransferWaits } from '../../src/messaging/replication/transfer-waits.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

class NoWaits extends TransferWaits {
  override wait(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

export const unwaitedDoubleWrite: Design = {
  name: 'unwaited-double-write',
  doc: 'Promises two copies and waits for none.',
  options: baseline.options,
  parts: {
    broker: {
      replication: { makeTransferWaits: (environment, options) => new NoWaits(environment, options) },
    },
  },
  limits: baseline.limits,
  defect: {
    source: 'https://rocketmq.apache.org/docs/4.x/deployment/02admin/',
    oracle: 'confirmed-is-copied',
    scenario: 'replica-lag',
  },
};
