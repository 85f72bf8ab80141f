// Looks an acknowledged message up, as its user would who has the id of its send and its key: first by the id, then by the key, with patience
// for brokers that are down or behind. What came of it goes into the history.

import type { Environment } from '../environment/environment.ts';
import type { History } from '../history/history.ts';
import type { MessageQuery } from '../messaging/client/message-query.ts';
import type { StoredMessage } from '../messaging/message/message.ts';
import { PROPERTY } from '../messaging/message/properties.ts';
import type { LookedUp } from '../oracles/look-up-entry.ts';
import { type MessageEntry, type MessageName, messageKey } from '../oracles/message-entry.ts';
import { messageNameOf } from '../oracles/message-name.ts';

/** Which messages of the key are asked for: those of the millisecond in which it was stored, or all. */
export type LookUpRange = 'its-millisecond' | 'ever';

export interface LookUpWorld {
  readonly environment: Environment;
  readonly query: MessageQuery;
  readonly history: History<MessageEntry>;
}

export interface LookUp {
  readonly name: MessageName;
  readonly offsetMessageId: string;
  readonly range: LookUpRange;
}

const ROUND_MS = 5000;
const ROUNDS = 24;
/** So many rounds on end everybody answered without it. A broker whose disk fails it may be long behind with what it shows. */
const ABSENT_ROUNDS = 12;

/** Resolves when the message was found, or not for two minutes. */
export async function lookUp(world: LookUpWorld, wanted: LookUp): Promise<void> {
  let absentRounds = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const answer = await ask(world, wanted);
    if (answer === 'gone' || answer === 'found') return;
    absentRounds = answer === 'absent' ? absentRounds + 1 : 0;
    await world.environment.timers.sleep(ROUND_MS, 'look up again');
  }
  record(world, wanted, absentRounds < ABSENT_ROUNDS ? 'unknown' : 'absent', []);
}

/** `gone`: another message lies where the id says, or none any more; that is not a matter of the index. */
async function ask(world: LookUpWorld, wanted: LookUp): Promise<LookedUp['outcome'] | 'gone'> {
  const { topic, key } = wanted.name;
  const finding = await world.query.byId(topic, wanted.offsetMessageId);
  if (finding.kind === 'failed') return 'unknown';
  if (finding.kind !== 'found' || !isOfName(finding.message, wanted.name)) return 'gone';
  const { storeTimestampMs } = finding.message;
  const range = wanted.range === 'ever' ? {} : { beginMs: storeTimestampMs, endMs: storeTimestampMs };
  const findings = await world.query.byKey({ topic, key, kind: 'user-key', ...range });
  const isFound = findings.messages.some((message) => isOfName(message, wanted.name));
  const isAnswered = findings.asked > 0 && findings.silent.length === 0;
  if (isFound || findings.messages.length > 0) {
    record(world, wanted, isFound ? 'found' : 'unknown', findings.messages);
  }
  if (isFound) return 'found';
  return isAnswered ? 'absent' : 'unknown';
}

function isOfName(message: StoredMessage, name: MessageName): boolean {
  const found = messageNameOf(message);
  return found !== undefined && messageKey(found) === messageKey(name);
}

function record(
  { environment, history }: LookUpWorld,
  { name }: LookUp,
  outcome: LookedUp['outcome'],
  messages: readonly StoredMessage[],
): void {
  const found = messages.map(({ topic, properties }) => ({
    topic,
    keys: properties.get(PROPERTY.keys) ?? '',
  }));
  history.record(environment.name, { kind: 'looked-up', ...name, outcome, found });
}
