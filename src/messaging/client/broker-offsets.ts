// Offsets of a group on the brokers of its queues: read by request, written one-way (RemoteBrokerOffsetStore.java).

import type { MessageQueue } from '../message/message-queue.ts';
import type { OffsetReading } from './broker-requests.ts';
import type { ClientInstance } from './client-instance.ts';
import type { OffsetAsked, OffsetKeeper } from './observations.ts';
import { type OffsetBroker, offsetBroker } from './offset-broker.ts';
import type { OffsetPlace, Persisted, QueueProgress } from './offset-store.ts';

export class BrokerOffsets implements OffsetPlace {
  readonly #instance: ClientInstance;
  readonly #group: string;
  readonly #brokerOf: OffsetBroker;

  constructor(instance: ClientInstance, group: string, brokerOf: OffsetBroker = offsetBroker) {
    this.#instance = instance;
    this.#group = group;
    this.#brokerOf = brokerOf;
  }

  async open(): Promise<void> {}

  async read(queue: MessageQueue): Promise<OffsetReading> {
    const { routes, requests } = this.#instance;
    let address = this.#brokerOf(routes, queue.brokerName, 'read');
    if (address === undefined) {
      await routes.update(queue.topic);
      address = this.#brokerOf(routes, queue.brokerName, 'read-again');
    }
    if (address === undefined) return { kind: 'failed' };
    const { environment, clientId } = this.#instance;
    const at = this.#keeper(queue, address);
    const asked: OffsetAsked = { kind: 'client.offset-asked', group: this.#group, clientId, queue, at };
    environment.observe(asked);
    return requests.committedOffset(address, this.#group, queue);
  }

  #keeper({ brokerName }: MessageQueue, address: string): OffsetKeeper {
    return { address, masterAddress: this.#instance.routes.master(brokerName) };
  }

  /** Hands them to the network: whether they arrive nobody knows. */
  async write(all: readonly QueueProgress[], persisted: Persisted): Promise<void> {
    await Promise.all(all.map((one) => this.#writeOne(one, persisted)));
  }

  async #writeOne(one: QueueProgress, persisted: Persisted): Promise<void> {
    const { queue } = one;
    const { requests } = this.#instance;
    const address = await this.#addressToTell(queue);
    if (address === undefined) return;
    const { offset } = one;
    const at = this.#keeper(queue, address);
    if (await requests.commitOneway(address, this.#group, queue, offset)) persisted({ queue, offset }, at);
  }

  async #addressToTell({ topic, brokerName }: MessageQueue): Promise<string | undefined> {
    const { routes } = this.#instance;
    const known = this.#brokerOf(routes, brokerName, 'write');
    if (known !== undefined) return known;
    await routes.update(topic);
    return this.#brokerOf(routes, brokerName, 'write');
  }
}
