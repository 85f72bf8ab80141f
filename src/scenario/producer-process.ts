// A process that performs the workload's operations: one client instance, one producer, the design's keyed sender, and a record of every
// send.

import { present } from '../base/assert.ts';
import { crc32Of31Bits } from '../base/crc32.ts';
import { withDefaults } from '../base/defaults.ts';
import type { Environment } from '../environment/environment.ts';
import { reached } from '../environment/observation.ts';
import type { Program, RunningProcess } from '../environment/program.ts';
import type { History } from '../history/history.ts';
import type { Outcome } from '../history/outcome.ts';
import { ClientError } from '../messaging/client/client-error.ts';
import { ClientInstance } from '../messaging/client/client-instance.ts';
import type { ClientParts } from '../messaging/client/client-parts.ts';
import {
  type KeyedSender,
  type KeyedSenderOptions,
  OneByOneSender,
} from '../messaging/client/keyed-sender.ts';
import { MessageQuery } from '../messaging/client/message-query.ts';
import { Producer } from '../messaging/client/producer.ts';
import { PRODUCER_DEFAULTS, type ProducerOptions } from '../messaging/client/producer-options.ts';
import type { OnewayResult, SendResult } from '../messaging/client/send-result.ts';
import type { Message } from '../messaging/message/message.ts';
import { PROPERTY } from '../messaging/message/properties.ts';
import { isSubscribed } from '../oracles/filter-exact.ts';
import {
  type MessageEntry,
  type MessageName,
  messageKey,
  type QueuePlace,
} from '../oracles/message-entry.ts';
import { MessageMap } from '../oracles/message-map.ts';
import { nameProperties } from '../oracles/message-name.ts';
import type { Pay } from './bank/pay.ts';
import { TransferDesk, type TransferWish } from './bank/transfer-desk.ts';
import type { MakeKeyedSender } from './design.ts';
import { type BrokerPlace, Errands } from './errands.ts';
import type { ExecutionContext, LooseSend, WorkloadMessage } from './execution-context.ts';
import { type LookUpRange, lookUp } from './look-up.ts';
import type { OpenSends, SendWish } from './open-sends.ts';
import { Outbox } from './outbox.ts';
import { MARKS } from './run-marks.ts';
import { sendEnd } from './send-end.ts';

export interface ProducerSetUp {
  readonly nameServers: readonly string[];
  readonly brokers: readonly BrokerPlace[];
  readonly queuesPerBroker: number;
  readonly group: string;
  readonly topic: string;
  /** Otherwise than RocketMQ's defaults. */
  readonly options: Partial<ProducerOptions>;
  readonly heartbeatMs: number;
  readonly parts: Partial<ClientParts>;
  /** Of the group that consumes; undefined: it wants everything. */
  readonly subscription: string | undefined;
  readonly isStrictlyOrdered: boolean;
  readonly makeKeyedSender: MakeKeyedSender | undefined;
  /** Whether the process keeps an outbox on its disk. */
  readonly hasOutbox: boolean;
  /** How transfers are paid, and where the bank's database is; undefined: there are no transfers. */
  readonly pay: Pay;
  readonly bankAddress: () => string | undefined;
  readonly openSends: OpenSends;
  readonly history: History<MessageEntry>;
}

/** Long enough for a broker to die, come back and be found again: routes are polled every 30 s. */
const SEND_DEADLINE_MS = 120_000;

const NO_PROPERTIES: ReadonlyMap<string, string> = new Map();

const oneByOneSender: MakeKeyedSender = (instance, producer, options) =>
  new OneByOneSender(instance, producer, options);

function senderOptions(isStrictlyOrdered: boolean): Partial<KeyedSenderOptions> {
  return { deadlineMs: SEND_DEADLINE_MS, requiresStaticQueues: isStrictlyOrdered };
}

export class ProducerProcess implements RunningProcess {
  readonly #environment: Environment;
  readonly #setUp: ProducerSetUp;
  readonly #producer: Producer;
  readonly #sender: KeyedSender;
  readonly #query: MessageQuery;
  readonly #desk: TransferDesk | undefined;
  #outbox: Outbox | undefined;
  /** Ids that brokers gave. */
  readonly #ids = new MessageMap<string>();

  constructor(environment: Environment, setUp: ProducerSetUp) {
    this.#environment = environment;
    this.#setUp = setUp;
    const { nameServers, heartbeatMs } = setUp;
    const instance = new ClientInstance(environment, { nameServers, heartbeatMs });
    this.#producer = new Producer(instance, { ...setUp.options, group: setUp.group }, setUp.parts);
    this.#query = new MessageQuery(instance, setUp.parts);
    this.#desk = transferDesk(environment, instance, setUp);
    const makeSender = setUp.makeKeyedSender ?? oneByOneSender;
    this.#sender = makeSender(instance, this.#producer, senderOptions(setUp.isStrictlyOrdered));
  }

  async start(): Promise<void> {
    await this.#producer.start();
    await this.#desk?.start();
    const { hasOutbox, topic, openSends, history } = this.#setUp;
    if (!hasOutbox) return;
    this.#outbox = await Outbox.open({
      environment: this.#environment,
      topic,
      producer: this.#producer,
      query: this.#query,
      openSends,
      history,
    });
  }

  async stop(): Promise<void> {
    this.#outbox?.stop();
    await this.#desk?.stop();
    this.#sender.stop();
    await this.#producer.stop();
  }

  context(slot: number): ExecutionContext {
    const { topic } = this.#setUp;
    const send: ExecutionContext['send'] = ({ key, ordinal }, body, properties) =>
      this.#send({ topic, key, ordinal }, body, properties);
    const lookUp = ({ key, ordinal }: Omit<MessageName, 'topic'>, range: LookUpRange) =>
      this.#lookUp({ topic, key, ordinal }, range);
    const sendLoose = (messages: readonly WorkloadMessage[], wish?: LooseSend) =>
      this.#sendLoose(messages, wish);
    const errands = new Errands(this.#environment, this.#setUp);
    const entrust = (name: Omit<MessageName, 'topic'>, text: string) =>
      present(this.#outbox, 'outbox of the channel').entrust(name, text);
    const transfer = (name: string, wish: TransferWish) =>
      present(this.#desk, 'transfers of the channel').transfer(name, wish);
    const sends = { send, sendLoose, entrust, transfer };
    return { slot, environment: this.#environment, topic, lookUp, errands, ...sends };
  }

  async #send(
    name: MessageName,
    body: Uint8Array,
    given: ReadonlyMap<string, string> = NO_PROPERTIES,
  ): Promise<Outcome> {
    const { openSends } = this.#setUp;
    const machine = this.#environment.name;
    const delayLevel = Number(given.get(PROPERTY.delayLevel) ?? 0);
    openSends.sendBegan(machine, name, crc32Of31Bits(body), delayLevel > 0 ? { delayLevel } : undefined);
    const properties = nameProperties(name);
    for (const [property, value] of given) properties.set(property, value);
    const message = { topic: name.topic, body, properties, flag: 0 };
    const result = await this.#sender.send(name.key, message);
    if (result.kind === 'acknowledged') this.#ids.set(name, result.receipt.offsetMessageId);
    const end = sendEnd(result);
    const isWanted = this.#isWanted(properties.get(PROPERTY.tags));
    openSends.sendEnded(machine, name, isWanted ? end : { ...end, isWanted });
    return end.outcome;
  }

  #isWanted(tag: string | undefined): boolean {
    const { subscription } = this.#setUp;
    return subscription === undefined || isSubscribed(subscription, tag);
  }

  async #lookUp(name: MessageName, range: LookUpRange): Promise<void> {
    const offsetMessageId = this.#ids.get(name);
    if (offsetMessageId === undefined) return;
    const world = { environment: this.#environment, query: this.#query, history: this.#setUp.history };
    await lookUp(world, { name, offsetMessageId, range });
  }

  async #sendLoose(given: readonly WorkloadMessage[], wish: LooseSend = {}): Promise<Outcome> {
    const { openSends } = this.#setUp;
    const { topic = this.#setUp.topic } = wish;
    const machine = this.#environment.name;
    for (const [index, { key, ordinal, body }] of given.entries()) {
      const invoked = { topic, key, ordinal };
      openSends.sendBegan(machine, invoked, crc32Of31Bits(body), this.#wishOf(given, index, wish));
    }
    const messages = given.map((message) => looseMessage(topic, message, wish));
    const result = await attempt(() => this.#sendAs(wish.how ?? 'synchronous', messages));
    const end = sendEnd(result);
    this.#markLoose(given.length, wish, result);
    for (const [index, { key, ordinal }] of given.entries()) {
      openSends.sendEnded(machine, { topic, key, ordinal }, { ...end, place: behind(end.place, index) });
    }
    return end.outcome;
  }

  #sendAs(
    how: NonNullable<LooseSend['how']>,
    messages: readonly Message[],
  ): Promise<SendResult | OnewayResult> {
    const [first] = messages;
    if (first === undefined || messages.length > 1) {
      return how === 'asynchronous' ? this.#producer.sendAsync(messages) : this.#producer.sendBatch(messages);
    }
    if (how === 'one-way') return this.#producer.sendOneway(first);
    return how === 'asynchronous' ? this.#producer.sendAsync(first) : this.#producer.send(first);
  }

  #wishOf(given: readonly WorkloadMessage[], index: number, loose: LooseSend): SendWish {
    const { waitsForStore, how, topic = this.#setUp.topic } = loose;
    const { options } = this.#setUp;
    const { retryCount, asyncRetryCount } = withDefaults(PRODUCER_DEFAULTS, options);
    const retries = how === 'asynchronous' ? asyncRetryCount : retryCount;
    const attempts = how === 'one-way' ? 1 : retries + 1;
    const wish = waitsForStore === undefined ? { attempts } : { attempts, waitsForStore };
    const [first] = given;
    if (first === undefined || given.length === 1) return wish;
    const name = messageKey({ topic, key: first.key, ordinal: first.ordinal });
    return { ...wish, batch: { name, index, size: given.length } };
  }

  #markLoose(count: number, { how }: LooseSend, result: SendResult | OnewayResult): void {
    if (count > 1 && result.kind === 'rejected') {
      const { reason } = result.failure;
      if (reason === 'refused' || reason === 'not-tried')
        this.#environment.observe(reached(MARKS.batchRefused));
    } else if (how === 'asynchronous' && result.kind === 'acknowledged' && result.receipt.attempts > 1) {
      this.#environment.observe(reached(MARKS.asyncRetried));
    }
  }
}

function looseMessage(
  topic: string,
  { key, ordinal, body }: WorkloadMessage,
  { waitsForStore, tag }: LooseSend,
): Message {
  const properties = nameProperties({ topic, key, ordinal });
  if (waitsForStore === false) properties.set(PROPERTY.waitStore, 'false');
  if (tag !== undefined) properties.set(PROPERTY.tags, tag);
  return { topic, body, properties, flag: 0 };
}

function transferDesk(
  environment: Environment,
  instance: ClientInstance,
  { topic, group, parts, pay, bankAddress, openSends, history }: ProducerSetUp,
): TransferDesk | undefined {
  const address = bankAddress();
  if (address === undefined) return undefined;
  const world = { environment, instance, openSends, history };
  return new TransferDesk({ ...world, topic, group: `${group}-tx`, bankAddress: address, parts, pay });
}

/** Refused by the client itself: nothing was sent. */
async function attempt(send: () => Promise<SendResult | OnewayResult>): Promise<SendResult | OnewayResult> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof ClientError) return { kind: 'rejected', failure: { reason: 'not-tried' } };
    throw error;
  }
}

/** The messages of a batch lie behind each other. */
function behind(place: QueuePlace | undefined, index: number): QueuePlace | undefined {
  return place === undefined ? undefined : { ...place, queueOffset: place.queueOffset + index };
}

export function producerProgram(setUp: ProducerSetUp): Program {
  return async (environment) => {
    const running = new ProducerProcess(environment, setUp);
    await running.start();
    return running;
  };
}
