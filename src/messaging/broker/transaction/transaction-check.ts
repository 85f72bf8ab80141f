// Looks at regular times for half messages that nobody has resolved, and asks a producer of their group (TransactionalMessageCheckService.java,
// AbstractTransactionalMessageCheckListener.java). What is asked about, and when, is decided in check-round.ts.

import { DiskError } from '../../../environment/disk.ts';
import type { Lane } from '../../../environment/lane.ts';
import type { Timer } from '../../../environment/timers.ts';
import type { StoredMessage } from '../../message/message.ts';
import { offsetMessageId } from '../../message/message-id.ts';
import { PROPERTY } from '../../message/properties.ts';
import { encodeRecord, measureRecord } from '../../message/record.ts';
import { checkTransactionState } from '../../protocol/check-transaction-state.ts';
import { READ_AND_WRITE } from '../../protocol/permission.ts';
import { callOneway } from '../../remoting/typed-call.ts';
import type { TransactionChecked } from '../observations.ts';
import { SYSTEM_TOPIC, topicConfig } from '../system-topics.ts';
import type { Topics } from '../topics.ts';
import { type CheckContext, CheckRound } from './check-round.ts';
import type { ProducerTable } from './producer-table.ts';

export interface TransactionCheckContext extends Omit<CheckContext, 'ask' | 'prepareGivenUp' | 'isStopped'> {
  readonly brokerName: string;
  readonly topics: Topics;
  readonly producers: ProducerTable;
}

/** The original's threads that ask, and what may wait for them. */
const ASKERS = { name: 'broker.check-transactions', workers: 5, queueBound: 2_000 } as const;

export class TransactionCheck {
  readonly #context: TransactionCheckContext;
  readonly #askers: Lane;
  #next: Timer | undefined;
  #round: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(context: TransactionCheckContext) {
    this.#context = context;
    this.#askers = context.environment.lanes.open(ASKERS);
  }

  start(): void {
    const { environment, options } = this.#context;
    this.#next = environment.timers.once(options.checkIntervalMs, 'broker.check-transactions', () => {
      this.#round = this.#perform();
    });
  }

  /** Resolves when the round under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#next?.cancel();
    await this.#round;
  }

  async #perform(): Promise<void> {
    const round = new CheckRound({
      ask: (copy) => this.#ask(copy),
      prepareGivenUp: () => this.#prepareGivenUp(),
      isStopped: () => this.#isStopped,
      ...this.#context,
    });
    try {
      await round.perform();
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
    }
    if (!this.#isStopped) this.start();
  }

  async #prepareGivenUp(): Promise<void> {
    const { topics } = this.#context;
    if (topics.find(SYSTEM_TOPIC.transactionGivenUp) !== undefined) return;
    await topics.create(topicConfig(SYSTEM_TOPIC.transactionGivenUp, 1, READ_AND_WRITE));
  }

  async #ask(copy: StoredMessage): Promise<void> {
    const isQueued = this.#askers.submit(() => this.#askNow(copy));
    if (!isQueued) this.#askNow(copy);
  }

  #askNow(copy: StoredMessage): void {
    const { producers, environment, address, brokerName } = this.#context;
    const producerGroup = copy.properties.get(PROPERTY.producerGroup) ?? '';
    const uniqueKey = copy.properties.get(PROPERTY.uniqueKey) ?? '';
    const producer = producers.choose(producerGroup, copy);
    const checked: TransactionChecked = {
      kind: 'broker.transaction-checked',
      uniqueKey,
      producerGroup,
      asked: producer?.clientId,
    };
    environment.observe(checked);
    if (producer === undefined) return;
    const header = {
      topic: copy.topic,
      halfOffset: copy.queueOffset,
      halfPosition: copy.position,
      uniqueKey,
      transactionId: uniqueKey,
      offsetMessageId: offsetMessageId(address, copy.position),
      brokerName,
    };
    callOneway(producer.channel, checkTransactionState, header, recordOf(copy));
  }
}

/** As one record, of the topic and queue to which it belongs. */
function recordOf(copy: StoredMessage): Uint8Array {
  const draft = {
    topic: copy.properties.get(PROPERTY.realTopic) ?? copy.topic,
    queueId: Number(copy.properties.get(PROPERTY.realQueueId) ?? copy.queueId),
    body: copy.body,
    properties: copy.properties,
    flag: copy.flag,
    systemFlag: copy.systemFlag,
    bornTimestampMs: copy.bornTimestampMs,
    bornHost: copy.bornHost,
    storeHost: copy.storeHost,
    reconsumeTimes: copy.reconsumeTimes,
    preparedTransactionPosition: copy.preparedTransactionPosition,
  };
  return encodeRecord(draft, measureRecord(draft), {
    queueOffset: copy.queueOffset,
    position: copy.position,
    storeTimestampMs: copy.storeTimestampMs,
  });
}
