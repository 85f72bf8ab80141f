// What a design may replace of consumers whose messages must take effect once: which messages are the same, and how the database keeps effects
// and processed ids.

import type { MessageIdentity } from '../messaging/client/idempotent-listener.ts';
import { messageNameOf } from '../oracles/message-name.ts';
import { effectText, type OpenLedger, openLedger } from './effect-ledger.ts';

export interface EffectParts {
  readonly idOf: MessageIdentity;
  readonly openLedger: OpenLedger;
}

/** A key of the business: senders that do not know how a send ended send the same event as another message. */
const businessKey: MessageIdentity = (message) => {
  const name = messageNameOf(message);
  return name === undefined ? 'nameless' : effectText(name);
};

export const EFFECT_PARTS: EffectParts = { idOf: businessKey, openLedger };
