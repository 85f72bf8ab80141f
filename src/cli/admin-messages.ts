// What `windtunnel admin message` and `windtunnel admin dlq` do.

import { decodeText } from '../base/bytes.ts';
import { originTopic, revived } from '../messaging/client/dead-letter.ts';
import { MessageQuery } from '../messaging/client/message-query.ts';
import { Producer } from '../messaging/client/producer.ts';
import type { StoredMessage } from '../messaging/message/message.ts';
import { PROPERTY } from '../messaging/message/properties.ts';
import { deadLetterTopic } from '../messaging/message/topic-name.ts';
import { type AdminFlags, answer, printTable, timeText, withAdministration } from './admin-session.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { printData, say } from './terminal.ts';

const SHOWN_CHARACTERS = 60;
const ALL = Number.MAX_SAFE_INTEGER;

export function runMessageById(id: string, flags: AdminFlags): Promise<ExitCode> {
  return withAdministration(flags, async ({ instance }) => {
    const finding = await new MessageQuery(instance).byId('', id);
    if (finding.kind === 'found') {
      const shown = documentOf(finding.message);
      answer(flags, shown, () => printMessage(shown));
      return EXIT.held;
    }
    say(WHY_NOT[finding.kind] + (finding.kind === 'failed' ? finding.reason : ''));
    return finding.kind === 'no-id' ? EXIT.usage : EXIT.nothingSelected;
  });
}

const WHY_NOT = {
  absent: 'the broker has no message there (any more)',
  'no-id': 'that is no message id: give the 32 hexadecimal digits that the broker answered a send with',
  failed: 'the broker that the id names could not be asked: ',
} as const;

export interface MessageByKeyFlags extends AdminFlags {
  readonly unique?: boolean;
  readonly count: number;
}

export function runMessagesByKey(topic: string, key: string, flags: MessageByKeyFlags): Promise<ExitCode> {
  return withAdministration(flags, async ({ instance, administration }) => {
    await administration.brokers();
    const kind = flags.unique === true ? 'unique-key' : 'user-key';
    const found = await new MessageQuery(instance).byKey({ topic, key, kind, maxCount: flags.count });
    for (const address of found.silent) say(`broker ${address} did not answer: it may have more`);
    const messages = found.messages.map(documentOf);
    answer(flags, messages, () => printMessages(messages));
    if (messages.length > 0) return EXIT.held;
    say(found.asked === 0 ? `no broker has a topic ${topic}` : `no message of ${topic} has the key ${key}`);
    return EXIT.nothingSelected;
  });
}

export interface ListDeadLettersFlags extends AdminFlags {
  readonly count: number;
}

export function runListDeadLetters(group: string, flags: ListDeadLettersFlags): Promise<ExitCode> {
  return withAdministration(flags, async ({ administration }) => {
    const letters = await administration.messages(deadLetterTopic(group), flags.count);
    const messages = letters.map(documentOf);
    answer(flags, messages, () => {
      if (messages.length === 0) printData(`group ${group} has no dead letters`);
      else printMessages(messages);
    });
    return EXIT.held;
  });
}

export function runShowDeadLetter(group: string, offset: number, flags: AdminFlags): Promise<ExitCode> {
  return withAdministration(flags, async ({ administration }) => {
    const letters = await administration.messages(deadLetterTopic(group), ALL);
    const chosen = letters.filter(({ queueOffset }) => queueOffset === offset).map(documentOf);
    if (chosen.length === 0) return noDeadLetter(group, offset);
    answer(flags, chosen, () => chosen.forEach(printMessage));
    return EXIT.held;
  });
}

export interface ResendFlags extends AdminFlags {
  readonly offset?: number;
}

/** Without an offset all of them. What is in the dead-letter queue stays there: it is a log. */
export function runResendDeadLetters(group: string, flags: ResendFlags): Promise<ExitCode> {
  return withAdministration(flags, async ({ administration, instance }) => {
    const { offset } = flags;
    const letters = (await administration.messages(deadLetterTopic(group), ALL)).filter(
      ({ queueOffset }) => offset === undefined || queueOffset === offset,
    );
    if (letters.length === 0) return noDeadLetter(group, offset);
    const producer = new Producer(instance, { group: 'TOOLS_PRODUCER' });
    await producer.start();
    const resent: Resent[] = [];
    for (const letter of letters) resent.push(await resend(producer, letter));
    await producer.stop();
    answer(flags, resent, () =>
      printTable(
        ['dead letter', 'topic', 'keys', 'outcome', 'new id'],
        resent.map((one) => [one.offset, one.topic ?? '-', one.keys, one.outcome, one.messageId ?? '-']),
      ),
    );
    return resent.every(({ outcome }) => outcome === 'acknowledged') ? EXIT.held : EXIT.failed;
  });
}

interface Resent {
  readonly offset: number;
  readonly topic: string | null;
  readonly keys: string;
  readonly outcome: string;
  /** Of the new message. */
  readonly messageId: string | null;
}

async function resend(producer: Producer, letter: StoredMessage): Promise<Resent> {
  const keys = letter.properties.get(PROPERTY.keys) ?? '';
  const about = { offset: letter.queueOffset, topic: originTopic(letter) ?? null, keys };
  const message = revived(letter);
  if (message === undefined) return { ...about, outcome: 'origin-unknown', messageId: null };
  const result = await producer.send(message);
  const messageId = 'receipt' in result ? result.receipt.offsetMessageId : null;
  return { ...about, outcome: result.kind, messageId };
}

function noDeadLetter(group: string, offset: number | undefined): ExitCode {
  say(`group ${group} has no dead letter${offset === undefined ? '' : ` with offset ${offset}`}`);
  return EXIT.nothingSelected;
}

/** Names in it stay; more may come. */
function documentOf(message: StoredMessage) {
  const { properties } = message;
  return {
    topic: message.topic,
    originTopic: originTopic(message) ?? null,
    queue: message.queueId,
    offset: message.queueOffset as number,
    uniqueKey: properties.get(PROPERTY.uniqueKey) ?? null,
    keys: properties.get(PROPERTY.keys) ?? '',
    tag: properties.get(PROPERTY.tags) ?? '',
    storedMs: message.storeTimestampMs,
    reconsumeTimes: message.reconsumeTimes,
    bytes: message.body.length,
    body: decodeText(message.body),
    properties: Object.fromEntries(properties),
  };
}

type ShownMessage = ReturnType<typeof documentOf>;

function printMessages(messages: readonly ShownMessage[]): void {
  if (messages.length === 0) return;
  const rows = messages.map((one) => [
    one.offset,
    one.queue,
    timeText(one.storedMs),
    one.originTopic ?? one.topic,
    one.keys,
    one.reconsumeTimes,
    JSON.stringify(one.body.slice(0, SHOWN_CHARACTERS)),
  ]);
  printTable(['offset', 'queue', 'stored', 'topic', 'keys', 'retries', 'body'], rows);
}

function printMessage(message: ShownMessage): void {
  const { body, properties, storedMs, ...rest } = message;
  for (const [name, value] of Object.entries(rest)) printData(`${name.padEnd(16)}${value ?? '-'}`);
  printData(`${'stored'.padEnd(16)}${timeText(storedMs)}`);
  for (const [name, value] of Object.entries(properties)) printData(`  ${name} = ${value}`);
  printData(`\n${body}`);
}
