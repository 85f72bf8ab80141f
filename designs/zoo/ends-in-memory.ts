// Known bad where a transaction is to be ended once (apache/rocketmq #2117): which ones were is known in memory only. A broker that dies before
// the record is written is told again after its restart, and publishes another message.

import type { EndQuestion, EndVerdict } from '../../src/messaging/broker/transaction/end-decision.ts';
import { RememberedEnds } from '../../src/messaging/broker/transaction/remembered-ends.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

class EndsInMemory extends RememberedEnds {
  override admit(question: EndQuestion): EndVerdict {
    const { progress } = question.store;
    const queryByKey = () => ({ body: new Uint8Array(0), count: 0, indexedMs: 0, indexedPosition: 0 });
    return super.admit(Object.assign({}, question, { store: { progress, queryByKey } }));
  }
}

export const endsInMemory: Design = {
  name: 'ends-in-memory',
  doc: 'Remembers in memory only which transactions it has ended.',
  options: { ...baseline.options, transactionEnds: 'once' },
  parts: { broker: { transactions: { makeEnds: () => new EndsInMemory() } } },
  limits: baseline.limits,
  defect: { source: 'apache/rocketmq#2117', oracle: 'committed-once', scenario: 'bank-transfer' },
};
