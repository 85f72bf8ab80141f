// Which producers of which group are connected to this broker, so that one of them can be asked about a transaction
// (ProducerManager.java). In memory only; it sends nothing and reads no clock.

import type { StoredMessage } from '../../message/message.ts';
import type { Channel } from '../../remoting/channel.ts';

export interface ConnectedProducer {
  readonly clientId: string;
  readonly channel: Channel;
}

interface Member {
  readonly clientId: string;
  lastHeartbeatMs: number;
}

export class ProducerTable {
  readonly #groups = new Map<string, Map<Channel, Member>>();
  #turn = 0;

  register(group: string, clientId: string, channel: Channel, nowMs: number): void {
    let members = this.#groups.get(group);
    if (members === undefined) {
      members = new Map();
      this.#groups.set(group, members);
    }
    const member = members.get(channel);
    if (member === undefined) members.set(channel, { clientId, lastHeartbeatMs: nowMs });
    else member.lastHeartbeatMs = nowMs;
  }

  unregister(group: string, channel: Channel): void {
    const members = this.#groups.get(group);
    if (members?.delete(channel) === true && members.size === 0) this.#groups.delete(group);
  }

  removeChannel(channel: Channel): void {
    for (const group of [...this.#groups.keys()]) this.unregister(group, channel);
  }

  get oldestHeartbeatMs(): number | undefined {
    let oldestMs: number | undefined;
    for (const members of this.#groups.values()) {
      for (const { lastHeartbeatMs } of members.values()) {
        if (oldestMs === undefined || lastHeartbeatMs < oldestMs) oldestMs = lastHeartbeatMs;
      }
    }
    return oldestMs;
  }

  /** Channels without a heartbeat since then. */
  silentSince(timeMs: number): readonly Channel[] {
    const silent = new Set<Channel>();
    for (const members of this.#groups.values()) {
      for (const [channel, { lastHeartbeatMs }] of members) if (lastHeartbeatMs < timeMs) silent.add(channel);
    }
    return [...silent];
  }

  /** One that can be asked about a half message of the group: whoever has the turn. */
  choose(group: string, _half: StoredMessage): ConnectedProducer | undefined {
    const members = [...(this.#groups.get(group) ?? [])];
    this.#turn += 1;
    for (let step = 0; step < members.length; step += 1) {
      const [channel, { clientId }] = members[(this.#turn + step) % members.length] as [Channel, Member];
      if (channel.isOpen) return { clientId, channel };
    }
    return undefined;
  }

  /** Of the group's members. */
  channelsOf(group: string): readonly Channel[] {
    return [...(this.#groups.get(group)?.keys() ?? [])];
  }

  /** Of the group, in the order in which they came. */
  clientIds(group: string): readonly string[] {
    return [...(this.#groups.get(group)?.values() ?? [])].map(({ clientId }) => clientId);
  }
}
