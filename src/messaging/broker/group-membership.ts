// Keeps the consumer table, tells a group's members when one comes or goes, and drops clients that fell silent. The table's
// rules are in consumer-table.ts.

import type { Environment } from '../../environment/environment.ts';
import type { Timer } from '../../environment/timers.ts';
import type { ConsumerData } from '../protocol/heartbeat-data.ts';
import { notifyConsumerIdsChanged } from '../protocol/notify-consumer-ids-changed.ts';
import type { Channel } from '../remoting/channel.ts';
import { callOneway } from '../remoting/typed-call.ts';
import type { ConsumerTable, MembershipChange } from './consumer-table.ts';
import type { GroupMembershipChanged } from './observations.ts';

export interface MembershipOptions {
  readonly notifyConsumerIdsChanged: boolean;
  readonly channelExpiryMs: number;
  readonly channelScanIntervalMs: number;
}

export class GroupMembership {
  readonly #environment: Environment;
  readonly #consumers: ConsumerTable;
  readonly #options: MembershipOptions;
  /** Now, by the clock that silence is measured with. */
  readonly #nowMs: () => number;
  #nextScan: Timer | undefined;

  constructor(
    environment: Environment,
    consumers: ConsumerTable,
    options: MembershipOptions,
    nowMs: () => number,
  ) {
    this.#environment = environment;
    this.#consumers = consumers;
    this.#options = options;
    this.#nowMs = nowMs;
  }

  /** A channel that was closed while its heartbeat waited for a worker stays away: nobody would ever remove it. */
  async register(data: ConsumerData, channel: Channel, clientId: string, notifies: boolean): Promise<void> {
    if (!channel.isOpen) return;
    const change = this.#consumers.register(data, channel, clientId, this.#nowMs());
    this.#scheduleScan();
    if (change !== undefined) await this.#announce(change, notifies);
  }

  async unregister(group: string, channel: Channel, notifies: boolean): Promise<void> {
    const change = this.#consumers.unregister(group, channel);
    if (change !== undefined) await this.#announce(change, notifies);
  }

  async channelClosed(channel: Channel): Promise<void> {
    for (const change of this.#consumers.removeChannel(channel)) await this.#announce(change, true);
  }

  close(): void {
    this.#nextScan?.cancel();
  }

  /** Members of a broadcasting group share no queues: nothing to tell them. */
  async #announce(change: MembershipChange, notifies: boolean): Promise<void> {
    const { group, clientIds } = change;
    const changed: GroupMembershipChanged = { kind: 'broker.group-membership-changed', group, clientIds };
    this.#environment.observe(changed);
    if (!notifies || !this.#options.notifyConsumerIdsChanged || change.messageModel === 'BROADCASTING')
      return;
    await this.#environment.interleave('broker.notify-consumers');
    for (const channel of change.channels) {
      callOneway(channel, notifyConsumerIdsChanged, { consumerGroup: group });
    }
  }

  /** The original looks every 10 s; nothing can be found before the longest silence is long enough. */
  #scheduleScan(): void {
    const oldestMs = this.#consumers.oldestHeartbeatMs;
    if (this.#nextScan !== undefined || oldestMs === undefined) return;
    const { channelExpiryMs, channelScanIntervalMs } = this.#options;
    const leftMs = oldestMs + channelExpiryMs - this.#nowMs();
    const delayMs = Math.max(channelScanIntervalMs, Math.min(leftMs + 1, channelExpiryMs));
    this.#nextScan = this.#environment.timers.once(delayMs, 'broker.scan-channels', () => {
      this.#nextScan = undefined;
      void this.#scan();
    });
  }

  async #scan(): Promise<void> {
    for (const channel of this.#consumers.silentSince(this.#nowMs() - this.#options.channelExpiryMs)) {
      channel.close();
      await this.channelClosed(channel);
    }
    this.#scheduleScan();
  }
}
