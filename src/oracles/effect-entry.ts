// What a database says of the effects of messages. The machine of an entry is the database.

import type { MessageName } from './message-entry.ts';

/** A message has taken effect, durably. */
export interface EffectApplied extends MessageName {
  readonly kind: 'effect-applied';
  /** How often by now. */
  readonly times: number;
}

/** A new process has found out which messages have taken effect, and goes on from there. */
export interface EffectsRecovered {
  readonly kind: 'effects-recovered';
  /** By the text key of the message. */
  readonly times: ReadonlyMap<string, number>;
}

export type EffectEntry = EffectApplied | EffectsRecovered;
