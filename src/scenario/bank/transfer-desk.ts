// The service of the bank that pays, in a producer's process: it sends transfers in transactions around their debit, and answers brokers that
// ask how a transaction ended, also one of a colleague that has died. The books are its database's.

import { crc32Of31Bits } from '../../base/crc32.ts';
import type { Environment } from '../../environment/environment.ts';
import type { History } from '../../history/history.ts';
import { ClientError } from '../../messaging/client/client-error.ts';
import type { ClientInstance } from '../../messaging/client/client-instance.ts';
import type { ClientParts } from '../../messaging/client/client-parts.ts';
import { Producer } from '../../messaging/client/producer.ts';
import {
  type LocalTransactionState,
  TransactionProducer,
} from '../../messaging/client/transaction-producer.ts';
import type { Message } from '../../messaging/message/message.ts';
import { PROPERTY } from '../../messaging/message/properties.ts';
import { RemotingError } from '../../messaging/remoting/remoting-error.ts';
import type { MessageEntry } from '../../oracles/message-entry.ts';
import { messageNameOf, nameProperties } from '../../oracles/message-name.ts';
import type { OpenSends } from '../open-sends.ts';
import { RemoteBank } from './bank-database.ts';
import type { Booking } from './books.ts';
import type { LocalWork } from './local-work.ts';
import type { Pay, Payment, PaymentTools } from './pay.ts';
import { orderBytes, orderOf, type TransferOrder } from './transfer-message.ts';

export interface TransferDeskSetUp {
  readonly environment: Environment;
  readonly instance: ClientInstance;
  readonly topic: string;
  readonly group: string;
  readonly bankAddress: string;
  readonly parts: Partial<ClientParts>;
  readonly pay: Pay;
  readonly openSends: OpenSends;
  readonly history: History<MessageEntry>;
}

/** What a transfer is to be, beside its name. */
export interface TransferWish extends TransferOrder {
  readonly work: LocalWork;
  /** For so long no broker shall ask; undefined: as the broker likes. */
  readonly immunitySeconds: number | undefined;
}

/** Longer than a broker waits before it asks. */
const HANG_MS = 45_000;

const STATES: Readonly<Record<Booking, LocalTransactionState>> = {
  debited: 'commit',
  refused: 'rollback',
  credited: 'unknown',
};

export class TransferDesk {
  readonly #setUp: TransferDeskSetUp;
  readonly #bank: RemoteBank;
  readonly #transactions: TransactionProducer<Payment>;
  /** For designs that pay without transactions. */
  readonly #plain: Producer;
  readonly #tools: PaymentTools;

  constructor(setUp: TransferDeskSetUp) {
    const { instance, group, parts, environment, bankAddress } = setUp;
    this.#setUp = setUp;
    this.#bank = new RemoteBank(environment, bankAddress);
    const listener = {
      executeLocalTransaction: (_: Message, payment: Payment) => this.#work(payment),
      checkLocalTransaction: (message: Message) => this.#check(message),
    };
    this.#transactions = new TransactionProducer(instance, { group }, listener, parts);
    this.#plain = new Producer(instance, { group: `${group}-plain` }, parts);
    this.#tools = {
      debit: (payment) => this.#debit(payment),
      sendInTransaction: (payment) => this.#sendInTransaction(payment),
      send: (payment) => this.#send(payment),
    };
  }

  async start(): Promise<void> {
    await this.#transactions.start();
    await this.#plain.start();
  }

  async stop(): Promise<void> {
    await this.#transactions.stop();
    await this.#plain.stop();
  }

  /** Resolves when the service has done what it can; whether the money arrives is the broker's affair then. */
  async transfer(transfer: string, wish: TransferWish): Promise<void> {
    const { topic, environment, openSends, history, instance, pay } = this.#setUp;
    const name = { topic, key: transfer, ordinal: 0 };
    const { work, immunitySeconds } = wish;
    const body = orderBytes(wish);
    const transaction = instance.nextUniqueKey();
    const properties = nameProperties(name).set(PROPERTY.uniqueKey, transaction);
    if (immunitySeconds !== undefined) {
      properties.set(PROPERTY.checkImmunityTimeInSeconds, String(immunitySeconds));
    }
    openSends.sendBegan(environment.name, name, crc32Of31Bits(body));
    history.record(environment.name, { kind: 'transfer-begun', transfer, transaction });
    const payment = { transfer, work, message: { topic, body, properties, flag: 0 } };
    try {
      await pay(payment, this.#tools);
    } catch (error) {
      if (!(error instanceof RemotingError || error instanceof ClientError)) throw error;
    }
    const end = { outcome: 'unknown', place: undefined, reason: 'the local transaction decides' } as const;
    openSends.sendEnded(environment.name, name, end);
  }

  async #sendInTransaction(payment: Payment): Promise<void> {
    await this.#transactions.sendMessageInTransaction(payment.message, payment);
  }

  async #send({ message }: Payment): Promise<boolean> {
    return (await this.#plain.send(message)).kind === 'acknowledged';
  }

  /** The local transaction: called when the half message is safe. @throws Error when the work is to throw */
  async #work(payment: Payment): Promise<LocalTransactionState> {
    const { history, environment } = this.#setUp;
    const { work, message } = payment;
    const transaction = message.properties.get(PROPERTY.uniqueKey) ?? '';
    history.record(environment.name, { kind: 'half-stored', transaction });
    if (work === 'hangs') await environment.timers.sleep(HANG_MS, 'local transaction');
    const stands = await this.#debit(payment);
    if (work === 'throws') throw new Error('a local transaction that throws after its debit');
    return work === 'forgets' ? 'unknown' : STATES[stands];
  }

  #debit({ transfer, work, message }: Payment): Promise<Booking> {
    const { cents } = orderOf(message.body);
    return this.#bank.book(transfer, work === 'refuses' ? 'refused' : 'debited', cents);
  }

  /** What has no debit by now never gets one: the refusal stands against a local transaction that still hangs. */
  async #check(message: Message): Promise<LocalTransactionState> {
    const name = messageNameOf(message);
    if (name === undefined) return 'rollback';
    return STATES[await this.#bank.book(name.key, 'refused', orderOf(message.body).cents)];
  }
}
