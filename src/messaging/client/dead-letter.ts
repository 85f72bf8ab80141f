// What a dead letter was before it died, as a message that can be sent again. Pure.

import type { Message, StoredMessage } from '../message/message.ts';
import { PROPERTY } from '../message/properties.ts';

/** What the system wrote on the way; the user's own properties, keys, tag and sharding key stay. */
const OF_THE_SYSTEM: ReadonlySet<string> = new Set(Object.values(PROPERTY));
const OF_THE_USER: ReadonlySet<string> = new Set([PROPERTY.keys, PROPERTY.tags, PROPERTY.shardingKey]);

/** The topic that the message was sent to first; undefined when it does not say. */
export function originTopic({ properties }: StoredMessage): string | undefined {
  return properties.get(PROPERTY.deadLetterOriginTopic) ?? properties.get(PROPERTY.retryTopic);
}

/** A new message with a life of its own: its sender gives it another unique key. Undefined when its topic is not known. */
export function revived(deadLetter: StoredMessage): Message | undefined {
  const topic = originTopic(deadLetter);
  if (topic === undefined) return undefined;
  const properties = new Map<string, string>();
  for (const [name, value] of deadLetter.properties) {
    if (!OF_THE_SYSTEM.has(name) || OF_THE_USER.has(name)) properties.set(name, value);
  }
  properties.set(PROPERTY.waitStore, 'true');
  return { topic, body: deadLetter.body, properties, flag: deadLetter.flag };
}
