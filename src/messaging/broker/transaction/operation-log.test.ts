import { describe, expect, test } from 'vitest';
import { queueOffset } from '../../../base/numbers.ts';
import { decodeRecords } from '../../message/record.ts';
import { MessageStore } from '../../store/message-store.ts';
import { SYSTEM_TOPIC } from '../system-topics.ts';
import { newTestMachine } from '../testing/simulated-process.ts';
import { UniqueKeys } from '../unique-keys.ts';
import { OperationLog } from './operation-log.ts';
import { resolvedOffsets } from './operation-record.ts';
import { DEFAULT_TRANSACTION_OPTIONS, type TransactionOptions } from './transaction-options.ts';

/** What the records say, one list for each, after the log has resolved so many half messages at once and waited. */
async function recordsOf(
  halves: readonly number[],
  waitMs: number,
  differently: Partial<TransactionOptions> = {},
): Promise<readonly (readonly number[])[]> {
  const found: (readonly number[])[] = [];
  await newTestMachine('operations').live(60_000, async (environment) => {
    const store = await MessageStore.open(environment, { commitLogFileBytes: 65_536 });
    const log = new OperationLog({
      environment,
      store,
      address: '10.0.0.1:10911',
      uniqueKeys: new UniqueKeys(environment, 10911),
      options: { ...DEFAULT_TRANSACTION_OPTIONS, ...differently },
    });
    await Promise.all(halves.map((half) => log.resolve(half)));
    await environment.timers.sleep(waitMs, 'until the batch is due');
    const query = { topic: SYSTEM_TOPIC.transactionOperations, queueId: 0, maxCount: 32 };
    const decoding = decodeRecords(store.read({ ...query, offset: queueOffset(0) }).body);
    if (decoding.kind === 'records') found.push(...decoding.messages.map(resolvedOffsets));
  });
  return found;
}

describe('what is resolved', () => {
  test('is written in one record at the next round', async () => {
    expect(await recordsOf([1, 2, 3], 2_000)).toEqual([]);
    expect(await recordsOf([1, 2, 3], 5_000)).toEqual([[1, 2, 3]]);
  });

  test('is written at once when it is much, in records of bounded size', async () => {
    const written = await recordsOf([11, 12, 13, 14, 15], 1_000, { operationBatchBytes: 6 });
    expect(written.flat()).toEqual([11, 12, 13, 14, 15]);
    expect(written.every((record) => record.length <= 2)).toBe(true);
  });

  test('is written one by one where the original did so', async () => {
    expect(await recordsOf([1, 2], 100, { operations: 'immediate' })).toEqual([[1], [2]]);
  });

  test('waits for room, and is written by itself when there is none', async () => {
    const written = await recordsOf([1, 2, 3], 5_000, { operationQueueBound: 1, operationWaitMs: 100 });
    expect(written.flat().toSorted((left, right) => left - right)).toEqual([1, 2, 3]);
  });
});
