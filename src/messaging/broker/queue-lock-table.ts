// Who may consume which queue in order: leases of queues to clients, per group. In memory only, as in RocketMQ: a restarted
// broker has forgotten every lease. It reads no clock and sends nothing.

import { type MessageQueue, queueKey } from '../message/message-queue.ts';

/** RocketMQ's `rocketmq.broker.rebalance.lockMaxLiveTime`. */
export const QUEUE_LEASE_MS = 60_000;

/** Leases of one group; more are refused. A bound against hostile clients, far above any real number of queues. */
const LEASES_PER_GROUP_BOUND = 100_000;

export type LockOutcome =
  | { readonly kind: 'granted'; readonly expiresAtMs: number; readonly previousOwner: string | undefined }
  | { readonly kind: 'renewed'; readonly expiresAtMs: number }
  | { readonly kind: 'refused'; readonly owner: string | undefined };

interface Lease {
  clientId: string;
  renewedAtMs: number;
}

export class QueueLockTable {
  readonly #leaseMs: number;
  readonly #groups = new Map<string, Map<string, Lease>>();

  constructor(leaseMs: number) {
    this.#leaseMs = leaseMs;
  }

  /** Free or expired: taken. Held by the same client: renewed. Held by another: refused (RebalanceLockManager.java). */
  lock(group: string, queue: MessageQueue, clientId: string, nowMs: number): LockOutcome {
    let leases = this.#groups.get(group);
    if (leases === undefined) {
      leases = new Map();
      this.#groups.set(group, leases);
    }
    const key = queueKey(queue);
    const lease = leases.get(key);
    if (lease === undefined) {
      if (leases.size >= LEASES_PER_GROUP_BOUND) return { kind: 'refused', owner: undefined };
      leases.set(key, { clientId, renewedAtMs: nowMs });
      return { kind: 'granted', expiresAtMs: nowMs + this.#leaseMs, previousOwner: undefined };
    }
    const isLive = this.#isLive(lease, nowMs);
    if (isLive && lease.clientId !== clientId) return { kind: 'refused', owner: lease.clientId };
    const previousOwner = lease.clientId;
    lease.clientId = clientId;
    lease.renewedAtMs = nowMs;
    const expiresAtMs = nowMs + this.#leaseMs;
    return isLive ? { kind: 'renewed', expiresAtMs } : { kind: 'granted', expiresAtMs, previousOwner };
  }

  /** True when the client held the lease, expired or not; nobody else can give it back. */
  unlock(group: string, queue: MessageQueue, clientId: string): boolean {
    const leases = this.#groups.get(group);
    const key = queueKey(queue);
    if (leases?.get(key)?.clientId !== clientId) return false;
    leases.delete(key);
    if (leases.size === 0) this.#groups.delete(group);
    return true;
  }

  /** Whether any queue of the group is leased: its consumers are orderly (RebalanceLockManager.java `isLockAllExpired`). */
  hasLiveLease(group: string, nowMs: number): boolean {
    for (const lease of this.#groups.get(group)?.values() ?? []) if (this.#isLive(lease, nowMs)) return true;
    return false;
  }

  #isLive(lease: Lease, nowMs: number): boolean {
    return nowMs - lease.renewedAtMs <= this.#leaseMs;
  }
}
