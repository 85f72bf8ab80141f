// The path of a put: plan (pure), append (synchronous), wait (for a segment, for the flush).

import { logPosition } from '../../base/numbers.ts';
import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import type { MessageDraft } from '../message/message.ts';
import type { AppendAttempt, Appender, ReadyPlan } from './appender.ts';
import { inBackground } from './background.ts';
import type { CommitLog } from './commit-log.ts';
import type { Health } from './health.ts';
import type { LogFlush } from './log-flush.ts';
import type { StoreOptions } from './options.ts';
import type { StoreParts } from './parts.ts';
import { planPut } from './put-plan.ts';
import type { AppendedRecord, PutBatchResult, PutResult, PutStatus } from './put-result.ts';
import type { ReplicationGate } from './replicated-log.ts';

/** Rounds of waiting for a segment before a put gives up: others may fill what it waited for. */
const EXTENSION_LIMIT = 1000;

export interface PutPathOptions {
  readonly log: CommitLog;
  readonly appender: Appender;
  readonly logFlush: LogFlush;
  readonly health: Health;
  readonly options: StoreOptions;
  readonly parts: StoreParts;
  /** Something was appended. */
  readonly appended: () => void;
  /** Undefined: nobody replicates the log. */
  readonly gate: () => ReplicationGate | undefined;
}

type Attempt =
  | Extract<AppendAttempt, { kind: 'appended' }>
  | { readonly kind: 'refused'; readonly status: PutStatus };

export class PutPath {
  readonly #environment: Environment;
  readonly #path: PutPathOptions;
  #extendingSinceUs: number | undefined;
  #hasSpareFailed = false;

  constructor(environment: Environment, path: PutPathOptions) {
    this.#environment = environment;
    this.#path = path;
  }

  async put(draft: MessageDraft): Promise<PutResult> {
    const { status, appends } = await this.putBatch([draft]);
    return { status, append: appends[0] };
  }

  async putBatch(drafts: readonly MessageDraft[]): Promise<PutBatchResult> {
    const { options, parts, logFlush, appended } = this.#path;
    const plan = planPut(drafts, options);
    if (plan.kind === 'refused') return refused(plan.status);
    await this.#environment.interleave('store.put');
    if (this.isPageCacheBusy) return refused('OS_PAGE_CACHE_BUSY');
    const refusal = this.#path.gate()?.refusal(this.#path.log.writtenPosition);
    if (refusal !== undefined) return refused(refusal);
    const attempt = await this.#append(plan);
    if (attempt.kind === 'refused') return refused(attempt.status);
    const { appends } = attempt;
    logFlush.appended();
    appended();
    this.#makeSpare();
    const isWaiting = drafts.some((draft) => parts.waitsForFlush(draft, options.flush));
    const flushed = isWaiting ? logFlush.wait(endOf(appends)) : undefined;
    const replicated = this.#path.gate()?.wait(drafts[0] as MessageDraft, endOf(appends));
    const flushStatus =
      flushed === undefined || (await flushed) === 'flushed' ? 'PUT_OK' : 'FLUSH_DISK_TIMEOUT';
    const replicaStatus = replicated === undefined ? 'PUT_OK' : await replicated;
    // CommitLog.java `handleDiskFlushAndHA`: of two complaints the one about replicas is told.
    return { status: replicaStatus === 'PUT_OK' ? flushStatus : replicaStatus, appends };
  }

  async #append(plan: ReadyPlan): Promise<Attempt> {
    for (let round = 0; round < EXTENSION_LIMIT; round += 1) {
      if (!this.#path.health.isWritable) return { kind: 'refused', status: 'SERVICE_NOT_AVAILABLE' };
      const attempt = this.#tryAppend(plan);
      if (attempt.kind !== 'needs-segment') return attempt;
      if (!(await this.#extend())) return { kind: 'refused', status: 'CREATE_MAPPED_FILE_FAILED' };
    }
    return { kind: 'refused', status: 'OS_PAGE_CACHE_BUSY' };
  }

  /** Without room on the disk nothing was stored; after any other failure nobody knows. */
  #tryAppend(plan: ReadyPlan): Attempt | { readonly kind: 'needs-segment' } {
    try {
      const attempt = this.#path.appender.append(plan);
      return attempt.kind === 'too-large' ? { kind: 'refused', status: 'MESSAGE_ILLEGAL' } : attempt;
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.#path.health.report('append', error);
      return {
        kind: 'refused',
        status: error.kind === 'no-space' ? 'SERVICE_NOT_AVAILABLE' : 'UNKNOWN_ERROR',
      };
    }
  }

  async #extend(): Promise<boolean> {
    this.#extendingSinceUs ??= this.#environment.clock.monotonicUs();
    try {
      await this.#path.log.extend();
      this.#hasSpareFailed = false;
      return true;
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.#hasSpareFailed = true;
      this.#path.health.report('extend', error);
      return false;
    } finally {
      this.#extendingSinceUs = undefined;
    }
  }

  /** The next segment is made ahead, so that puts rarely wait for one. */
  #makeSpare(): void {
    if (!this.#path.log.wantsSpare || this.#extendingSinceUs !== undefined || this.#hasSpareFailed) return;
    inBackground(this.#extend().then(() => {}));
  }

  get isPageCacheBusy(): boolean {
    if (this.#extendingSinceUs === undefined) return false;
    const heldMs = (this.#environment.clock.monotonicUs() - this.#extendingSinceUs) / 1000;
    return heldMs > this.#path.options.pageCacheBusyTimeoutMs;
  }
}

function refused(status: PutStatus): PutBatchResult {
  return { status, appends: [] };
}

function endOf(appends: readonly AppendedRecord[]) {
  const last = appends.at(-1);
  return logPosition(last === undefined ? 0 : last.position + last.recordSize);
}
