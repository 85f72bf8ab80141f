// By which keys a message is indexed, and whether a message that an index led to really has the key that was asked for: indexes know
// hashes only.

import type { Message } from './message.ts';
import { messageKeys, PROPERTY, type PropertyLookUp } from './properties.ts';
import { transactionState } from './system-flag.ts';

/** The unique key and each of the user's keys, in the order in which they are indexed; none for a rolled back message (facts 2.13). */
export function indexedKeys({
  properties,
  systemFlag,
}: {
  readonly properties: PropertyLookUp;
  readonly systemFlag: number;
}): readonly string[] {
  if (transactionState(systemFlag) === 'rollback') return [];
  const uniqueKey = properties.get(PROPERTY.uniqueKey);
  const keys = messageKeys(properties);
  return uniqueKey === undefined ? keys : [uniqueKey, ...keys];
}

export interface WantedMessage {
  readonly topic: string;
  readonly key: string;
  /** Whether the key is one that users gave, or the one that the producer gave. */
  readonly kind: 'user-key' | 'unique-key';
}

/** MQAdminImpl.java `queryMessage`: the topic and one whole key must be equal. */
export function isWanted(message: Pick<Message, 'topic' | 'properties'>, wanted: WantedMessage): boolean {
  if (message.topic !== wanted.topic) return false;
  return wanted.kind === 'unique-key'
    ? message.properties.get(PROPERTY.uniqueKey) === wanted.key
    : messageKeys(message.properties).includes(wanted.key);
}
