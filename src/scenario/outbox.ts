// A service that must not lose what it has to say (mission H): each message is written to its own disk before it is sent, sent until it is known to be
// stored, and then marked as sent, with the id that the broker gave. Where a send may have been stored, because its outcome is unknown or the
// process before this one died, it looks the message up by its key first. So everything arrives at least once.

import { encodeText } from '../base/bytes.ts';
import { crc32Of31Bits } from '../base/crc32.ts';
import type { Environment } from '../environment/environment.ts';
import { reached } from '../environment/observation.ts';
import type { History } from '../history/history.ts';
import type { MessageQuery } from '../messaging/client/message-query.ts';
import { Pauses } from '../messaging/client/pauses.ts';
import type { Producer } from '../messaging/client/producer.ts';
import type { Message } from '../messaging/message/message.ts';
import { offsetMessageId } from '../messaging/message/message-id.ts';
import { PROPERTY } from '../messaging/message/properties.ts';
import type { MessageEntry, MessageName } from '../oracles/message-entry.ts';
import { nameProperties } from '../oracles/message-name.ts';
import type { OpenSends } from './open-sends.ts';
import { OutboxJournal, type OutboxMessage } from './outbox-journal.ts';
import { MARKS } from './run-marks.ts';
import { sendEnd } from './send-end.ts';

export interface OutboxWorld {
  readonly environment: Environment;
  readonly topic: string;
  readonly producer: Producer;
  readonly query: MessageQuery;
  readonly openSends: OpenSends;
  readonly history: History<MessageEntry>;
}

/** Why a message may be stored although nobody was told so. */
type Doubt = 'none' | 'unknown outcome' | 'producer died';

const PAUSE_MS = 1_000;
/** As many as a broker gives. */
const MAX_FOUND = 64;

export class Outbox {
  readonly #world: OutboxWorld;
  readonly #journal: OutboxJournal;
  readonly #pauses: Pauses;

  private constructor(world: OutboxWorld, journal: OutboxJournal) {
    this.#world = world;
    this.#journal = journal;
    this.#pauses = new Pauses(world.environment);
  }

  /** Goes on with what the process before left behind; each of those may have been sent. */
  static async open(world: OutboxWorld): Promise<Outbox> {
    const journal = await OutboxJournal.open(world.environment.disk);
    const outbox = new Outbox(world, journal);
    if (journal.wasTorn) world.environment.observe(reached(MARKS.outboxTorn));
    for (const message of journal.owed) void outbox.#deliver(message, 'producer died');
    return outbox;
  }

  /** Resolves when the message is known to be stored, or the service stops; then the next one goes on with it. */
  async entrust(name: Omit<MessageName, 'topic'>, text: string): Promise<void> {
    const { environment, history, producer, topic } = this.#world;
    const { key, ordinal } = name;
    const stamped = producer.stamp(this.#message({ key, ordinal, text }));
    const message = { key, ordinal, text, uniqueKey: stamped.properties.get(PROPERTY.uniqueKey) as string };
    await this.#journal.owe(message);
    history.record(environment.name, { kind: 'outbox-kept', topic, key, ordinal });
    await this.#deliver(message, 'none');
  }

  stop(): void {
    this.#pauses.close();
  }

  async #deliver(message: OutboxMessage, before: Doubt): Promise<void> {
    let doubt = before;
    while (!this.#pauses.isClosed) {
      const messageId = await this.#findOrSend(message, doubt);
      if (this.#pauses.isClosed) return;
      if (messageId !== undefined) {
        await this.#journal.sent(message.uniqueKey, messageId);
        return;
      }
      if (doubt === 'none') doubt = 'unknown outcome';
      await this.#pauses.wait(PAUSE_MS, 'send again from the outbox');
    }
  }

  /** The id of the stored message; undefined when nobody knows of one. */
  async #findOrSend(message: OutboxMessage, doubt: Doubt): Promise<string | undefined> {
    const { environment } = this.#world;
    if (doubt !== 'none') {
      const found = await this.#find(message);
      if (found !== undefined) {
        environment.observe(
          reached(doubt === 'producer died' ? MARKS.foundAfterDeath : MARKS.foundAfterDoubt),
        );
        return found;
      }
      if (this.#pauses.isClosed) return undefined;
      environment.observe(
        reached(doubt === 'producer died' ? MARKS.resentAfterDeath : MARKS.resentAfterDoubt),
      );
    }
    return this.#send(message);
  }

  async #find({ key, uniqueKey }: OutboxMessage): Promise<string | undefined> {
    const { query, topic } = this.#world;
    const { messages } = await query.byKey({ topic, key, kind: 'user-key', maxCount: MAX_FOUND });
    const found = messages.find(({ properties }) => properties.get(PROPERTY.uniqueKey) === uniqueKey);
    return found === undefined ? undefined : offsetMessageId(found.storeHost, found.position);
  }

  /** One attempt, to the queue of the key. */
  async #send(owed: OutboxMessage): Promise<string | undefined> {
    const { environment, openSends, producer, topic } = this.#world;
    const name = { topic, key: owed.key, ordinal: owed.ordinal };
    const message = this.#message(owed);
    openSends.sendBegan(environment.name, name, crc32Of31Bits(message.body), { attempts: 1 });
    const result = await producer.sendSelected(message, owed.key);
    openSends.sendEnded(environment.name, name, sendEnd(result));
    return result.kind === 'acknowledged' ? result.receipt.offsetMessageId : undefined;
  }

  #message({
    key,
    ordinal,
    text,
    uniqueKey,
  }: Omit<OutboxMessage, 'uniqueKey'> & Partial<OutboxMessage>): Message {
    const { topic } = this.#world;
    const properties = nameProperties({ topic, key, ordinal });
    if (uniqueKey !== undefined) properties.set(PROPERTY.uniqueKey, uniqueKey);
    return { topic, body: encodeText(text), properties, flag: 0 };
  }
}
