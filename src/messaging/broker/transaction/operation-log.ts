// Writes down which half messages are resolved, in batches at fixed times after the start, or at once when a batch is full
// (TransactionalOpBatchService.java). What waits for its batch is in memory only: after a crash its half messages are checked again.

import type { Environment } from '../../../environment/environment.ts';
import type { Timer } from '../../../environment/timers.ts';
import type { MessageStore } from '../../store/message-store.ts';
import type { UniqueKeys } from '../unique-keys.ts';
import { operationRecord, operationText } from './operation-record.ts';
import type { TransactionOptions } from './transaction-options.ts';

export interface OperationLogContext {
  readonly environment: Environment;
  readonly store: MessageStore;
  /** `ip:port` of this broker. */
  readonly address: string;
  readonly uniqueKeys: UniqueKeys;
  readonly options: TransactionOptions;
}

const US_PER_MS = 1000;

export class OperationLog {
  readonly #context: OperationLogContext;
  readonly #startedUs: number;
  readonly #waiting: string[] = [];
  #waitingBytes = 0;
  #timer: Timer | undefined;
  #writing: Promise<void> | undefined;
  #isStopped = false;

  constructor(context: OperationLogContext) {
    this.#context = context;
    this.#startedUs = context.environment.clock.monotonicUs();
  }

  /** False: it was not written down, and is not going to be. */
  async resolve(halfOffset: number): Promise<boolean> {
    const { environment, options } = this.#context;
    const text = operationText(halfOffset);
    if (options.operations === 'immediate') return this.#write(text);
    if (this.#enqueue(text)) return true;
    this.#wake();
    await environment.timers.sleep(options.operationWaitMs, 'broker.wait-for-operations');
    return this.#enqueue(text) || this.#write(text + this.#take(text.length));
  }

  /** What waits is not written any more, as in the original. Resolves when the record that is being written is there. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#writing;
  }

  #enqueue(text: string): boolean {
    const { operationQueueBound, operationBatchBytes } = this.#context.options;
    if (this.#waiting.length >= operationQueueBound) return false;
    this.#waiting.push(text);
    this.#waitingBytes += text.length;
    if (this.#waitingBytes > operationBatchBytes) this.#wake();
    else this.#schedule();
    return true;
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#isStopped) return;
    const { environment, options } = this.#context;
    const sinceStartMs = (environment.clock.monotonicUs() - this.#startedUs) / US_PER_MS;
    const intervalMs = options.operationBatchIntervalMs;
    const rounds = Math.floor(sinceStartMs / intervalMs) + 1;
    const delayMs = Math.ceil(rounds * intervalMs - sinceStartMs);
    this.#timer = environment.timers.once(delayMs, 'broker.write-operations', () => {
      this.#timer = undefined;
      this.#wake();
    });
  }

  #wake(): void {
    if (this.#writing !== undefined || this.#isStopped) return;
    this.#writing = this.#writeBatches();
  }

  /** A record that could not be stored is forgotten: what it said will be checked again. */
  async #writeBatches(): Promise<void> {
    await this.#context.environment.interleave('broker.write-operations');
    while (this.#waiting.length > 0 && !this.#isStopped) await this.#write(this.#take(0));
    this.#writing = undefined;
  }

  /** As much of what waits as fits behind so many bytes. */
  #take(bytesBefore: number): string {
    const { operationBatchBytes } = this.#context.options;
    let text = '';
    let count = 0;
    while (count < this.#waiting.length && bytesBefore + text.length < operationBatchBytes) {
      text += this.#waiting[count];
      count += 1;
    }
    this.#waiting.splice(0, count);
    this.#waitingBytes -= text.length;
    return text;
  }

  async #write(text: string): Promise<boolean> {
    const { environment, store, address, uniqueKeys } = this.#context;
    const origin = { address, nowMs: environment.clock.wallMs(), uniqueKey: uniqueKeys.next() };
    const { status } = await store.put(operationRecord(text, origin));
    return status === 'PUT_OK';
  }
}
