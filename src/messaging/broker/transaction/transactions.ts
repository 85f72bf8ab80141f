// Transactions at one broker: wires the end of transactions, the record of what is resolved, the producers that can be asked and the checks.

import type { Environment } from '../../../environment/environment.ts';
import { endTransaction } from '../../protocol/end-transaction.ts';
import type { Channel } from '../../remoting/channel.ts';
import type { RequestRegistry } from '../../remoting/remoting-server.ts';
import type { RequestLane } from '../../remoting/request-lane.ts';
import type { MessageStore } from '../../store/message-store.ts';
import type { BrokerOptions } from '../broker-options.ts';
import type { ConsumerOffsets } from '../consumer-offsets.ts';
import type { Topics } from '../topics.ts';
import type { UniqueKeys } from '../unique-keys.ts';
import { ConnectedProducers } from './connected-producers.ts';
import { EndTransactionHandler } from './end-transaction-handler.ts';
import { OperationLog } from './operation-log.ts';
import { TransactionCheck } from './transaction-check.ts';
import type { TransactionParts } from './transaction-parts.ts';

export interface TransactionsContext {
  readonly environment: Environment;
  readonly options: BrokerOptions;
  /** `ip:port` of this broker. */
  readonly address: string;
  readonly store: MessageStore;
  readonly topics: Topics;
  readonly offsets: ConsumerOffsets;
  readonly uniqueKeys: UniqueKeys;
  readonly parts: TransactionParts;
  /** Now, by the clock that silence is measured with. */
  readonly nowMs: () => number;
}

export class Transactions {
  readonly producers: ConnectedProducers;
  readonly #operations: OperationLog;
  readonly #check: TransactionCheck;
  readonly #handler: EndTransactionHandler;

  constructor(context: TransactionsContext) {
    const { environment, store, parts, address, uniqueKeys, topics, offsets } = context;
    const { brokerName, transactions: options } = context.options;
    const producers = parts.makeProducerTable();
    const { channelExpiryMs, channelScanIntervalMs } = context.options;
    this.producers = new ConnectedProducers({
      environment,
      table: producers,
      channelExpiryMs,
      channelScanIntervalMs,
      nowMs: context.nowMs,
    });
    this.#operations = new OperationLog({ environment, store, address, uniqueKeys, options });
    const { timeoutMs } = options;
    this.#handler = new EndTransactionHandler({
      environment,
      store,
      operations: this.#operations,
      ends: parts.makeEnds(),
      timeoutMs,
    });
    const common = { environment, store, offsets, address, options, parts };
    this.#check = new TransactionCheck({ brokerName, topics, producers, ...common });
  }

  register(server: RequestRegistry, lane: RequestLane): void {
    server.register(endTransaction, lane, this.#handler.handle);
  }

  start(): void {
    this.#check.start();
  }

  channelClosed(channel: Channel): void {
    this.producers.channelClosed(channel);
  }

  async stop(): Promise<void> {
    this.producers.close();
    await this.#check.stop();
    await this.#operations.stop();
  }
}
