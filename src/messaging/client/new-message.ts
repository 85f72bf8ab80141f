// A message as users write it down, turned into what is sent.

import type { Message } from '../message/message.ts';
import { PROPERTY } from '../message/properties.ts';
import { ClientError } from './client-error.ts';

export interface MessageContent {
  readonly topic: string;
  readonly body: Uint8Array;
  readonly tag?: string | undefined;
  /** By which it can be looked up. */
  readonly keys?: readonly string[] | undefined;
  /** The user's own properties. */
  readonly properties?: ReadonlyMap<string, string> | undefined;
  readonly flag?: number | undefined;
  /** Whether the acknowledgement waits until the message is as safe as the broker is configured; true when not said. */
  readonly waitsForStore?: boolean | undefined;
  /** Held back by the broker for as long as this level of its table says; 0, as when not said, for none. */
  readonly delayLevel?: number | undefined;
}

/** Names that RocketMQ gives a meaning (MessageConst.java `STRING_HASH_SET`), but for the one that is a user's own wish. */
const RESERVED: ReadonlySet<string> = new Set(
  Object.values(PROPERTY).filter((name) => name !== PROPERTY.checkImmunityTimeInSeconds),
);

/** @throws ClientError `invalid-property` for a property of the user's own that has a reserved name (Message.java `putUserProperty`) */
export function newMessage(content: MessageContent): Message {
  const properties = new Map(content.properties);
  for (const name of properties.keys()) {
    if (!RESERVED.has(name)) continue;
    throw new ClientError(
      'invalid-property',
      `the property name ${name} is used by the system, choose another`,
    );
  }
  const { tag, keys, delayLevel = 0 } = content;
  if (tag !== undefined) properties.set(PROPERTY.tags, tag);
  if (keys !== undefined && keys.length > 0) properties.set(PROPERTY.keys, keys.join(' '));
  if (delayLevel !== 0) properties.set(PROPERTY.delayLevel, String(delayLevel));
  properties.set(PROPERTY.waitStore, String(content.waitsForStore ?? true));
  return { topic: content.topic, body: content.body, properties, flag: content.flag ?? 0 };
}
