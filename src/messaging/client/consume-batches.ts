// How fetched messages are divided into the calls of a concurrent listener (ConsumeMessageConcurrentlyService.java). Pure.

import type { StoredMessage } from '../message/message.ts';

/** Every message is in one batch, in the order in which they came. */
export type MakeBatches = (
  messages: readonly StoredMessage[],
  batchSize: number,
) => readonly (readonly StoredMessage[])[];

export const makeBatches: MakeBatches = (messages, batchSize) => {
  const batches: (readonly StoredMessage[])[] = [];
  for (let start = 0; start < messages.length; start += batchSize) {
    batches.push(messages.slice(start, start + batchSize));
  }
  return batches;
};
