// Known bad (apache/rocketmq #6810, #7073): producers are known by their client id, and the end of any connection of a client removes it. One that
// has long been here again on a newer connection is not asked.

import {
  type ConnectedProducer,
  ProducerTable,
} from '../../src/messaging/broker/transaction/producer-table.ts';
import type { Channel } from '../../src/messaging/remoting/channel.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

class AnyClose extends ProducerTable {
  readonly #idOf = new Map<Channel, string>();
  readonly #channelOf = new Map<string, Channel>();

  override register(group: string, clientId: string, channel: Channel, nowMs: number): void {
    super.register(group, clientId, channel, nowMs);
    if (this.#idOf.has(channel)) return;
    this.#idOf.set(channel, clientId);
    this.#channelOf.set(clientId, channel);
  }

  override removeChannel(channel: Channel): void {
    super.removeChannel(channel);
    const clientId = this.#idOf.get(channel);
    if (clientId !== undefined) this.#channelOf.delete(clientId);
  }

  override choose(group: string): ConnectedProducer | undefined {
    for (const clientId of this.clientIds(group)) {
      const channel = this.#channelOf.get(clientId);
      if (channel?.isOpen === true) return { clientId, channel };
    }
    return undefined;
  }
}

export const anyClose: Design = {
  name: 'tx-07-any-close',
  doc: 'Forgets a producer when any of its connections ends, also an older one.',
  options: baseline.options,
  parts: { broker: { transactions: { makeProducerTable: () => new AnyClose() } } },
  limits: baseline.limits,
  defect: { source: 'apache/rocketmq#6810', oracle: 'transactions-resolved', scenario: 'bank-transfer' },
};
