// Known bad (apache/rocketmq #1522, #7240): a record that resolves many half messages counts as used up when the first of them is met. The rest
// look open in the next round.

import { resolvedOffsets } from '../../src/messaging/broker/transaction/operation-record.ts';
import { ResolvedHalves } from '../../src/messaging/broker/transaction/resolved-halves.ts';
import type { StoredMessage } from '../../src/messaging/message/message.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

class DoneAtFirst extends ResolvedHalves {
  readonly #recordOf = new Map<number, number>();
  readonly #used = new Set<number>();

  override learn(record: StoredMessage): void {
    super.learn(record);
    for (const half of resolvedOffsets(record)) this.#recordOf.set(half, record.queueOffset);
  }

  override take(halfOffset: number): boolean {
    const record = this.#recordOf.get(halfOffset);
    const isResolved = super.take(halfOffset);
    if (isResolved && record !== undefined) this.#used.add(record);
    return isResolved;
  }

  override firstNeeded(offset: number): number {
    let next = super.firstNeeded(offset);
    while (this.#used.has(next)) next = super.firstNeeded(next + 1);
    return next;
  }
}

export const recordDoneAtFirst: Design = {
  name: 'tx-03-record-done-at-first',
  doc: 'Counts a record of resolved half messages as used up when the first of them is met.',
  options: baseline.options,
  parts: {
    broker: { transactions: { makeResolvedHalves: (firstHalf) => new DoneAtFirst(firstHalf) } },
  },
  limits: baseline.limits,
  defect: { source: 'apache/rocketmq#7240', oracle: 'resolved-stays-resolved', scenario: 'bank-transfer' },
};
