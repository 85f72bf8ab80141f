// How a message of the workload carries its name: the key where users look it up, the ordinal in a property of its own.

import type { Message } from '../messaging/message/message.ts';
import { PROPERTY } from '../messaging/message/properties.ts';
import type { MessageName } from './message-entry.ts';

const ORDINAL_PROPERTY = 'ordinal';

export function nameProperties(name: MessageName): Map<string, string> {
  return new Map([
    [PROPERTY.keys, name.key],
    [ORDINAL_PROPERTY, String(name.ordinal)],
  ]);
}

/** The name of a delivered or stored message; undefined when it carries none: the workload did not send it. */
export function messageNameOf(message: Pick<Message, 'topic' | 'properties'>): MessageName | undefined {
  const key = message.properties.get(PROPERTY.keys);
  const ordinal = Number(message.properties.get(ORDINAL_PROPERTY) ?? Number.NaN);
  if (key === undefined || !Number.isSafeInteger(ordinal)) return undefined;
  return { topic: message.topic, key, ordinal };
}
