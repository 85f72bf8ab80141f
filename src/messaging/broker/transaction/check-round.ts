// One round through the half messages that nobody has resolved: each that is old enough is put back to the end of its queue, and a producer
// of its group is asked about that copy (TransactionalMessageServiceImpl.java `check`). Progress is kept as a consumer group's is.

import { queueOffset } from '../../../base/numbers.ts';
import type { Environment } from '../../../environment/environment.ts';
import type { StoredMessage } from '../../message/message.ts';
import { PROPERTY } from '../../message/properties.ts';
import { decodeRecords } from '../../message/record.ts';
import type { MessageStore } from '../../store/message-store.ts';
import type { AppendedRecord } from '../../store/put-result.ts';
import { isEndOfQueue, type ReadResult, type ReadStatus } from '../../store/read-result.ts';
import type { ConsumerOffsets } from '../consumer-offsets.ts';
import type { CheckRoundBegan, TransactionLooked } from '../observations.ts';
import { putPatiently } from '../patient-put.ts';
import { SYSTEM_TOPIC } from '../system-topics.ts';
import { checkedProperties, checksOf, type HalfVerdict } from './check-decision.ts';
import { CHECK_GROUP, givenUpOf, HALF_QUEUE, putBackOf } from './half-message.ts';
import type { ResolvedHalves } from './resolved-halves.ts';
import type { TransactionOptions } from './transaction-options.ts';
import type { TransactionParts } from './transaction-parts.ts';

export interface CheckContext {
  readonly environment: Environment;
  readonly store: MessageStore;
  readonly offsets: ConsumerOffsets;
  /** `ip:port` of this broker. */
  readonly address: string;
  readonly options: TransactionOptions;
  readonly parts: TransactionParts;
  /** Asks a producer of the group, if one is connected. */
  readonly ask: (copy: StoredMessage) => Promise<void>;
  /** Makes sure of the topic of what is given up. */
  readonly prepareGivenUp: () => Promise<void>;
  readonly isStopped: () => boolean;
}

const RECORDS_PER_READ = 32;
const NO_RECORD_PAUSE_MS = 1_000;

/** A message, or what the store said instead. */
type Found =
  | { readonly kind: 'found'; readonly message: StoredMessage }
  | { readonly kind: 'none'; readonly status: ReadStatus; readonly nextOffset: number };

/** Whether the round goes on, and with which half message. */
type Step = { readonly kind: 'go-on'; readonly offset: number } | { readonly kind: 'end' };

const END: Step = { kind: 'end' };

export class CheckRound {
  readonly #context: CheckContext;
  readonly #startMs: number;
  readonly #firstHalf: number;
  readonly #firstRecord: number;
  readonly #resolved: ResolvedHalves;
  #nextRecord: number;
  /** Of the last read of records; undefined: it found none. */
  #newestRecordBornMs: number | undefined;
  #misses = 0;

  constructor(context: CheckContext) {
    this.#context = context;
    this.#startMs = context.environment.clock.wallMs();
    this.#firstHalf = this.#progress(SYSTEM_TOPIC.transactionHalf);
    this.#firstRecord = this.#progress(SYSTEM_TOPIC.transactionOperations);
    this.#nextRecord = this.#firstRecord;
    this.#resolved = context.parts.makeResolvedHalves(this.#firstHalf);
  }

  /** @throws DiskError */
  async perform(): Promise<void> {
    const { environment, options, isStopped } = this.#context;
    const began: CheckRoundBegan = { kind: 'broker.check-round-began' };
    environment.observe(began);
    this.#readRecords();
    let offset = this.#firstHalf;
    while (!isStopped() && environment.clock.wallMs() - this.#startMs <= options.roundLimitMs) {
      const step = await this.#step(offset);
      if (step.kind === 'end') break;
      offset = step.offset;
    }
    if (isStopped()) return;
    if (offset !== this.#firstHalf) this.#commit(SYSTEM_TOPIC.transactionHalf, offset);
    const record = this.#resolved.firstNeeded(this.#firstRecord);
    if (record !== this.#firstRecord) this.#commit(SYSTEM_TOPIC.transactionOperations, record);
  }

  async #step(offset: number): Promise<Step> {
    if (this.#resolved.take(offset)) return { kind: 'go-on', offset: offset + 1 };
    const found = this.#read(offset);
    if (found.kind === 'none') return this.#missed(found);
    await this.#context.environment.interleave('broker.read-half');
    const { parts, options, environment } = this.#context;
    const verdict = parts.decideHalf({
      half: found.message,
      nowMs: environment.clock.wallMs(),
      roundStartMs: this.#startMs,
      newestRecordBornMs: this.#newestRecordBornMs,
      options,
    });
    return this.#carryOut(verdict, found.message, offset);
  }

  /** Once in a round, an offset that the store does not have is passed over. */
  #missed({ status, nextOffset }: Extract<Found, { kind: 'none' }>): Step {
    this.#misses += 1;
    return this.#misses > 1 || isEndOfQueue(status) ? END : { kind: 'go-on', offset: nextOffset };
  }

  async #carryOut(verdict: HalfVerdict, half: StoredMessage, offset: number): Promise<Step> {
    switch (verdict) {
      case 'end-round':
        return END;
      case 'give-up':
        return (await this.#giveUp(half)) ? { kind: 'go-on', offset: offset + 1 } : this.#pause(offset);
      case 'put-back':
        return (await this.#putBack(half)) ? { kind: 'go-on', offset: offset + 1 } : this.#pause(offset);
      case 'check':
        return (await this.#check(half)) ? { kind: 'go-on', offset: offset + 1 } : this.#pause(offset);
      case 'read-on':
        if (!this.#readRecords()) return this.#pause(offset);
        return { kind: 'go-on', offset };
    }
  }

  async #pause(offset: number): Promise<Step> {
    await this.#context.environment.timers.sleep(NO_RECORD_PAUSE_MS, 'broker.wait-for-resolutions');
    return { kind: 'go-on', offset };
  }

  /** True: done with this one. */
  async #putBack(half: StoredMessage): Promise<boolean> {
    const { environment, parts } = this.#context;
    await environment.interleave('broker.put-half-back');
    if (parts.isResolvedBefore(half, this.#resolved, environment.clock)) return true;
    return (await this.#store(half, parts.putBackProperties(half))) !== undefined;
  }

  async #check(half: StoredMessage): Promise<boolean> {
    const { ask } = this.#context;
    const properties = checkedProperties(half);
    const append = await this.#store(half, properties);
    if (append === undefined) return false;
    const { queueOffset, position } = append;
    await ask(Object.assign({}, half, { properties, queueOffset, position, flag: 0 }));
    return true;
  }

  /** The original goes on when it could not be stored: then it is nowhere. */
  async #giveUp(half: StoredMessage): Promise<boolean> {
    await this.#context.prepareGivenUp();
    const append = await putPatiently(this.#context, givenUpOf(half));
    if (append === undefined) return false;
    this.#observe('broker.transaction-given-up', half);
    return true;
  }

  #observe(kind: TransactionLooked['kind'], half: StoredMessage, copy?: AppendedRecord): void {
    const looked: TransactionLooked = {
      kind,
      uniqueKey: half.properties.get(PROPERTY.uniqueKey) ?? '',
      halfOffset: half.queueOffset,
      copyOffset: copy?.queueOffset,
      checks: checksOf(half),
    };
    this.#context.environment.observe(looked);
  }

  /** At the end of the queue. Undefined: it stays where it is. */
  async #store(
    half: StoredMessage,
    properties: ReadonlyMap<string, string>,
  ): Promise<AppendedRecord | undefined> {
    const copy = await putPatiently(this.#context, putBackOf(half, properties));
    if (copy !== undefined) this.#observe('broker.transaction-put-back', half, copy);
    return copy;
  }

  /** True: something was read. */
  #readRecords(): boolean {
    const result = this.#readQueue(SYSTEM_TOPIC.transactionOperations, this.#nextRecord, RECORDS_PER_READ);
    const records = messagesOf(result);
    const hasEnded = this.#context.parts.hasReadAllRecords(result.status);
    if (records.length === 0 && !hasEnded)
      this.#commit(SYSTEM_TOPIC.transactionOperations, result.nextBeginOffset);
    this.#nextRecord = result.nextBeginOffset;
    for (const record of records) this.#resolved.learn(record);
    this.#newestRecordBornMs = records.at(-1)?.bornTimestampMs;
    return records.length > 0;
  }

  #read(offset: number): Found {
    const result = this.#readQueue(SYSTEM_TOPIC.transactionHalf, offset, 1);
    const [message] = messagesOf(result);
    if (message !== undefined) return { kind: 'found', message };
    return { kind: 'none', status: result.status, nextOffset: result.nextBeginOffset };
  }

  /** @throws DiskError */
  #readQueue(topic: string, offset: number, maxCount: number): ReadResult {
    return this.#context.store.read({ topic, queueId: HALF_QUEUE, offset: queueOffset(offset), maxCount });
  }

  #progress(topic: string): number {
    const { offsets, store } = this.#context;
    return offsets.find(CHECK_GROUP, topic, HALF_QUEUE) ?? store.minOffset(topic, HALF_QUEUE);
  }

  #commit(topic: string, offset: number): void {
    const { offsets, address } = this.#context;
    offsets.commit({
      group: CHECK_GROUP,
      topic,
      queueId: HALF_QUEUE,
      offset,
      by: address,
      through: 'commit',
    });
  }
}

function messagesOf({ body }: ReadResult): readonly StoredMessage[] {
  if (body.length === 0) return [];
  const decoding = decodeRecords(body);
  return decoding.kind === 'records' ? decoding.messages : [];
}
