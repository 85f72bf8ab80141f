// The queues that a consumer has at present, and what belongs to one while it has it. A queue that is lost and regained is another
// held queue: what was started for the first never touches the second (bug zoo CL-09).

import { assert } from '../../base/assert.ts';
import type { QueueOffset } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import { type MessageQueue, queueKey } from '../message/message-queue.ts';
import type { GroupMember } from './broker-requests.ts';
import { ConsumeLock } from './consume-lock.ts';
import type { FlowControl } from './flow-control.ts';
import type { OffsetMove, QueueGained, QueueLossReason, QueueLost } from './observations.ts';
import type { ProcessQueue } from './process-queue.ts';

export class HeldQueue {
  readonly queue: MessageQueue;
  readonly key: string;
  readonly processQueue: ProcessQueue;
  readonly consumeLock = new ConsumeLock();
  /** Where the next pull begins. */
  pullOffset: QueueOffset;
  /** Leased queues: the offset was read again after the lease was had. */
  isOffsetFixed = false;
  /** Which limit held the last pull back. */
  heldBackBy: FlowControl = 'none';

  constructor(queue: MessageQueue, processQueue: ProcessQueue, pullOffset: QueueOffset) {
    this.queue = queue;
    this.key = queueKey(queue);
    this.processQueue = processQueue;
    this.pullOffset = pullOffset;
  }
}

export class HeldQueues {
  readonly #environment: Environment;
  readonly #member: GroupMember;
  readonly #table = new Map<string, HeldQueue>();

  constructor(environment: Environment, member: GroupMember) {
    this.#environment = environment;
    this.#member = member;
  }

  get(key: string): HeldQueue | undefined {
    return this.#table.get(key);
  }

  /** A copy: others come and go while one awaits. */
  all(): readonly HeldQueue[] {
    return [...this.#table.values()];
  }

  /** Queues that are ours and not about to be given back. */
  working(): readonly HeldQueue[] {
    return this.all().filter((held) => !held.processQueue.isDropped);
  }

  add(held: HeldQueue): void {
    assert(!this.#table.has(held.key), `${held.queue.topic}/${held.queue.queueId} is held twice`);
    this.#table.set(held.key, held);
    const gained: QueueGained = {
      kind: 'client.queue-gained',
      ...this.#member,
      queue: held.queue,
      offset: held.pullOffset,
    };
    this.#environment.observe(gained);
  }

  /** Nothing of it is started any more. It stays in the table until it is given back. */
  drop(held: HeldQueue, reason: QueueLossReason, moved?: OffsetMove): void {
    if (held.processQueue.isDropped) return;
    held.processQueue.drop();
    const { queue } = held;
    const lost: QueueLost = { kind: 'client.queue-lost', ...this.#member, queue, reason, moved };
    this.#environment.observe(lost);
  }

  /** Removes this very one; another that took its place stays. */
  remove(held: HeldQueue): void {
    assert(held.processQueue.isDropped, 'a queue is removed that was not dropped');
    if (this.#table.get(held.key) === held) this.#table.delete(held.key);
  }
}
