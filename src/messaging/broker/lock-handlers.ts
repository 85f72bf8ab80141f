// Leases of queues for ordered consumption: LOCK_BATCH_MQ and UNLOCK_BATCH_MQ. The rules are in queue-lock-table.ts.

import { unreachable } from '../../base/assert.ts';
import type { Environment } from '../../environment/environment.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { lockBatch } from '../protocol/lock-batch.ts';
import { decodeLockBatchBody, encodeLockedQueues, type LockBatchBody } from '../protocol/lock-batch-body.ts';
import type { unlockBatch } from '../protocol/unlock-batch.ts';
import { failure, success } from '../remoting/handler.ts';
import type { HandlerOf } from './handler-of.ts';
import type { QueueLockGranted, QueueLockReleased, QueueLockRenewed } from './observations.ts';
import type { QueueLockTable } from './queue-lock-table.ts';

export class LockHandlers {
  readonly #environment: Environment;
  readonly #locks: QueueLockTable;
  /** Now, by the clock that leases go by. */
  readonly #nowMs: () => number;

  constructor(environment: Environment, locks: QueueLockTable, nowMs: () => number) {
    this.#environment = environment;
    this.#locks = locks;
    this.#nowMs = nowMs;
  }

  /** One moment for the whole batch; the reply names the queues that the client holds now. */
  readonly lock: HandlerOf<typeof lockBatch> = (request) => {
    const body = decodeLockBatchBody(request.body);
    if (body === undefined) return failure(RESPONSE_CODE.systemError, 'the lock request is malformed');
    const nowMs = this.#nowMs();
    const locked = body.queues.filter((queue) => this.#lockQueue(body, queue, nowMs));
    return success({}, encodeLockedQueues(locked));
  };

  readonly unlock: HandlerOf<typeof unlockBatch> = (request) => {
    const body = decodeLockBatchBody(request.body);
    if (body === undefined) return failure(RESPONSE_CODE.systemError, 'the unlock request is malformed');
    const { consumerGroup: group, clientId } = body;
    for (const queue of body.queues) {
      if (!this.#locks.unlock(group, queue, clientId)) continue;
      const released: QueueLockReleased = { kind: 'broker.queue-lock-released', group, queue, clientId };
      this.#environment.observe(released);
    }
    return success({});
  };

  #lockQueue(body: LockBatchBody, queue: MessageQueue, nowMs: number): boolean {
    const { consumerGroup: group, clientId } = body;
    const outcome = this.#locks.lock(group, queue, clientId, nowMs);
    switch (outcome.kind) {
      case 'granted': {
        const { expiresAtMs, previousOwner } = outcome;
        const granted: QueueLockGranted = {
          kind: 'broker.queue-lock-granted',
          group,
          queue,
          clientId,
          expiresAtMs,
          previousOwner,
        };
        this.#environment.observe(granted);
        return true;
      }
      case 'renewed': {
        const { expiresAtMs } = outcome;
        const renewed: QueueLockRenewed = {
          kind: 'broker.queue-lock-renewed',
          group,
          queue,
          clientId,
          expiresAtMs,
        };
        this.#environment.observe(renewed);
        return true;
      }
      case 'refused':
        return false;
      default:
        return unreachable(outcome);
    }
  }
}
