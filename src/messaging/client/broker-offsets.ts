// Offsets of a group on the brokers of its queues: read by request, written one-way (RemoteBrokerOffsetStore.java).

import type { MessageQueue } from '../message/message-queue.ts';
import { MASTER_ID } from '../protocol/route-data.ts';
import type { OffsetReading } from './broker-requests.ts';
import type { ClientInstance } from './client-instance.ts';
import type { OffsetPlace, QueueProgress } from './offset-store.ts';
import type { BrokerAddress } from './routes.ts';

export class BrokerOffsets implements OffsetPlace {
  readonly #instance: ClientInstance;
  readonly #group: string;

  constructor(instance: ClientInstance, group: string) {
    this.#instance = instance;
    this.#group = group;
  }

  async open(): Promise<void> {}

  async read(queue: MessageQueue): Promise<OffsetReading> {
    const address = await this.#addressToAsk(queue);
    if (address === undefined) return { kind: 'failed' };
    return this.#instance.requests.committedOffset(address, this.#group, queue);
  }

  /** Hands them to the network: whether they arrive nobody knows. */
  async write(all: readonly QueueProgress[], persisted: (one: QueueProgress) => void): Promise<void> {
    await Promise.all(all.map((one) => this.#writeOne(one, persisted)));
  }

  async #writeOne(one: QueueProgress, persisted: (one: QueueProgress) => void): Promise<void> {
    const { queue } = one;
    const broker = await this.#brokerOf(queue);
    if (broker === undefined) return;
    const { offset } = one;
    if (await this.#instance.requests.commitOneway(broker.address, this.#group, queue, offset)) {
      persisted({ queue, offset });
    }
  }

  /** The master; another member of its group only when name servers confirm that there is none: slaves know what was true a while ago. */
  async #addressToAsk(queue: MessageQueue): Promise<string | undefined> {
    const { routes } = this.#instance;
    const master = routes.master(queue.brokerName);
    if (master !== undefined) return master;
    await routes.update(queue.topic);
    return routes.member(queue.brokerName, MASTER_ID)?.address;
  }

  /** The master; any other member of its group where there is none. */
  async #brokerOf(queue: MessageQueue): Promise<BrokerAddress | undefined> {
    const { routes } = this.#instance;
    const known = routes.member(queue.brokerName, MASTER_ID);
    if (known !== undefined) return known;
    await routes.update(queue.topic);
    return routes.member(queue.brokerName, MASTER_ID);
  }
}
