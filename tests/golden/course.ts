// A course of puts that leads through every corner of a store folder: several queues, all kinds of records, batches, segments that end in
// blank records, index files that fill up.

import { encodeText } from '../../src/base/bytes.ts';
import type { MessageDraft } from '../../src/messaging/message/message.ts';
import { GOLDEN_MESSAGES } from './messages.ts';

/** Sizes that make a course of some hundred records roll over everything. */
export const COURSE_SIZES = {
  commitLogFileBytes: 4096,
  consumeQueueFileBytes: 100,
  indexSlots: 7,
  indexEntries: 60,
} as const;

/** One message, or the messages of a batch. */
export type CoursePut = readonly [MessageDraft, ...MessageDraft[]];

/** The same for the same count. */
export function coursePuts(count: number): readonly CoursePut[] {
  return Array.from({ length: count }, (_, index) => {
    const { draft } = GOLDEN_MESSAGES[index % GOLDEN_MESSAGES.length] as (typeof GOLDEN_MESSAGES)[number];
    const queueId = index % 3;
    if (index % 8 === 7) return batch(queueId, index);
    const properties = new Map([...draft.properties, ['KEYS', `every third-${index % 3} own-${index}`]]);
    // Brokers refuse topics beyond ASCII, and so does our store.
    const topic = draft.topic.replaceAll(/[^\u0020-\u007e]/g, '_');
    return [{ ...draft, topic, queueId, properties, body: bodyOf(draft, index) }];
  });
}

/** What is compressed stays as it is. */
function bodyOf(draft: MessageDraft, index: number): Uint8Array {
  if (draft.body.length === 0 || draft.systemFlag % 2 === 1) return draft.body;
  return encodeText(`body ${index} ${'.'.repeat((index * 7) % 200)}`);
}

/** All of a batch have its topic, queue and flags. */
function batch(queueId: number, index: number): CoursePut {
  const { draft } = GOLDEN_MESSAGES[0] as (typeof GOLDEN_MESSAGES)[number];
  const part = (number: number): MessageDraft => ({
    ...draft,
    queueId,
    flag: number,
    properties: new Map([
      ['TAGS', `batch-${number}`],
      ['KEYS', `batch-${index}`],
    ]),
    body: encodeText(`part ${number} of ${index}`),
  });
  return [part(0), part(1), part(2)];
}
