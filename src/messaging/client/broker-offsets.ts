// Offsets of a group on the brokers of its queues: read by request, written one-way (RemoteBrokerOffsetStore.java).

import type { MessageQueue } from '../message/message-queue.ts';
import type { OffsetReading } from './broker-requests.ts';
import type { ClientInstance } from './client-instance.ts';
import type { OffsetAsked } from './observations.ts';
import { type OffsetBroker, offsetBroker } from './offset-broker.ts';
import type { OffsetPlace, QueueProgress } from './offset-store.ts';

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
    this.#observeAsked(queue, address);
    return requests.committedOffset(address, this.#group, queue);
  }

  #observeAsked(queue: MessageQueue, address: string): void {
    const { clientId, environment, routes } = this.#instance;
    const masterAddress = routes.master(queue.brokerName);
    const of = { group: this.#group, clientId, queue };
    const asked: OffsetAsked = { kind: 'client.offset-asked', ...of, address, masterAddress };
    environment.observe(asked);
  }

  /** Hands them to the network: whether they arrive nobody knows. */
  async write(all: readonly QueueProgress[], persisted: (one: QueueProgress) => void): Promise<void> {
    await Promise.all(all.map((one) => this.#writeOne(one, persisted)));
  }

  async #writeOne(one: QueueProgress, persisted: (one: QueueProgress) => void): Promise<void> {
    const { queue } = one;
    const { requests } = this.#instance;
    const address = await this.#addressToTell(queue);
    if (address === undefined) return;
    const { offset } = one;
    if (await requests.commitOneway(address, this.#group, queue, offset)) persisted({ queue, offset });
  }

  async #addressToTell({ topic, brokerName }: MessageQueue): Promise<string | undefined> {
    const { routes } = this.#instance;
    const known = this.#brokerOf(routes, brokerName, 'write');
    if (known !== undefined) return known;
    await routes.update(topic);
    return this.#brokerOf(routes, brokerName, 'write');
  }
}
