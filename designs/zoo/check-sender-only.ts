// Known bad (mission row C5): a broker asks only the connection that sent the half message. When its producer has died nobody else of the
// group is asked.

import {
  type ConnectedProducer,
  ProducerTable,
} from '../../src/messaging/broker/transaction/producer-table.ts';
import type { StoredMessage } from '../../src/messaging/message/message.ts';
import type { Channel } from '../../src/messaging/remoting/channel.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

class SenderOnly extends ProducerTable {
  readonly #channels = new Map<string, ConnectedProducer>();

  override register(group: string, clientId: string, channel: Channel, nowMs: number): void {
    super.register(group, clientId, channel, nowMs);
    this.#channels.set(channel.remoteAddress, { clientId, channel });
  }

  override choose(_group: string, { bornHost }: StoredMessage): ConnectedProducer | undefined {
    const sender = this.#channels.get(bornHost);
    return sender?.channel.isOpen === true ? sender : undefined;
  }
}

export const checkSenderOnly: Design = {
  name: 'check-sender-only',
  doc: 'Asks only the connection that sent the half message.',
  options: baseline.options,
  parts: { broker: { transactions: { makeProducerTable: () => new SenderOnly() } } },
  limits: baseline.limits,
  defect: { source: 'mission row C5', oracle: 'transactions-resolved', scenario: 'bank-transfer' },
};
