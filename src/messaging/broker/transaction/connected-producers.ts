// Keeps the table of producers true: what their heartbeats say, and nobody who has fallen silent. The table's rules are in producer-table.ts.

import type { Environment } from '../../../environment/environment.ts';
import type { Timer } from '../../../environment/timers.ts';
import type { Channel } from '../../remoting/channel.ts';
import type { ProducerComeOrGone } from '../observations.ts';
import type { ProducerTable } from './producer-table.ts';

export interface ConnectedProducersContext {
  readonly environment: Environment;
  readonly table: ProducerTable;
  readonly channelExpiryMs: number;
  readonly channelScanIntervalMs: number;
  /** Now, by the clock that silence is measured with. */
  readonly nowMs: () => number;
}

export class ConnectedProducers {
  readonly #context: ConnectedProducersContext;
  /** Of each channel, as its heartbeats say; only to be observed. */
  readonly #groups = new Map<Channel, Set<string>>();
  #nextScan: Timer | undefined;

  constructor(context: ConnectedProducersContext) {
    this.#context = context;
  }

  /** A channel that was closed while its heartbeat waited for a worker stays away: nobody would ever remove it. */
  register(group: string, clientId: string, channel: Channel): void {
    if (!channel.isOpen) return;
    this.#context.table.register(group, clientId, channel, this.#context.nowMs());
    this.#come(group, channel);
    this.#scheduleScan();
  }

  unregister(group: string, channel: Channel): void {
    this.#context.table.unregister(group, channel);
    if (this.#groups.get(channel)?.delete(group) === true)
      this.#observe('broker.producer-gone', group, channel);
  }

  /** Of the group's members. */
  channelsOf(group: string): readonly Channel[] {
    return this.#context.table.channelsOf(group);
  }

  channelClosed(channel: Channel): void {
    this.#context.table.removeChannel(channel);
    for (const group of this.#groups.get(channel) ?? [])
      this.#observe('broker.producer-gone', group, channel);
    this.#groups.delete(channel);
  }

  #come(group: string, channel: Channel): void {
    const groups = this.#groups.get(channel) ?? new Set<string>();
    if (groups.has(group)) return;
    this.#groups.set(channel, groups.add(group));
    this.#observe('broker.producer-come', group, channel);
  }

  #observe(kind: ProducerComeOrGone['kind'], group: string, channel: Channel): void {
    const observation: ProducerComeOrGone = { kind, group, channel: channel.remoteAddress };
    this.#context.environment.observe(observation);
  }

  close(): void {
    this.#nextScan?.cancel();
  }

  /** The original looks every 10 s; nothing can be found before the longest silence is long enough. */
  #scheduleScan(): void {
    const { environment, table, channelExpiryMs, channelScanIntervalMs, nowMs } = this.#context;
    const oldestMs = table.oldestHeartbeatMs;
    if (this.#nextScan !== undefined || oldestMs === undefined) return;
    const leftMs = oldestMs + channelExpiryMs - nowMs();
    const delayMs = Math.max(channelScanIntervalMs, Math.min(leftMs + 1, channelExpiryMs));
    this.#nextScan = environment.timers.once(delayMs, 'broker.scan-producers', () => {
      this.#nextScan = undefined;
      for (const channel of table.silentSince(nowMs() - channelExpiryMs)) {
        this.channelClosed(channel);
        channel.close();
      }
      this.#scheduleScan();
    });
  }
}
