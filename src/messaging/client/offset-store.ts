// How far a consumer has come on its queues: remembered here, persisted on the brokers now and then, one-way. What is remembered
// counts only while the queue is held: whoever gains a queue begins with what the broker says (facts 4.17).

import type { QueueOffset } from '../../base/numbers.ts';
import { type MessageQueue, queueKey } from '../message/message-queue.ts';
import { MASTER_ID } from '../protocol/route-data.ts';
import type { GroupMember, OffsetReading } from './broker-requests.ts';
import type { ClientInstance } from './client-instance.ts';
import type { OffsetPersisted } from './observations.ts';
import type { BrokerAddress } from './routes.ts';

interface Remembered {
  readonly queue: MessageQueue;
  offset: QueueOffset;
  /** Set by the broker, not by consuming; late results do not change it. */
  isFrozen: boolean;
}

export class OffsetStore {
  readonly #instance: ClientInstance;
  readonly #member: GroupMember;
  readonly #table = new Map<string, Remembered>();

  constructor(instance: ClientInstance, member: GroupMember) {
    this.#instance = instance;
    this.#member = member;
  }

  get(queue: MessageQueue): QueueOffset | undefined {
    return this.#table.get(queueKey(queue))?.offset;
  }

  set(queue: MessageQueue, offset: QueueOffset): void {
    const remembered = this.#table.get(queueKey(queue));
    if (remembered === undefined) this.#table.set(queueKey(queue), { queue, offset, isFrozen: false });
    else if (!remembered.isFrozen) remembered.offset = offset;
  }

  /** Sets it unless it is further already. */
  raise(queue: MessageQueue, offset: QueueOffset): void {
    const remembered = this.get(queue);
    if (remembered === undefined || remembered < offset) this.set(queue, offset);
  }

  /** The broker corrected the offset; it holds until the queue is forgotten. */
  freeze(queue: MessageQueue, offset: QueueOffset): void {
    this.#table.set(queueKey(queue), { queue, offset, isFrozen: true });
  }

  forget(queue: MessageQueue): void {
    this.#table.delete(queueKey(queue));
  }

  /** Asks the broker, and remembers what it says. */
  async read(queue: MessageQueue): Promise<OffsetReading> {
    const broker = await this.#brokerOf(queue);
    if (broker === undefined) return { kind: 'failed' };
    const { requests } = this.#instance;
    const reading = await requests.committedOffset(broker.address, this.#member.group, queue);
    if (reading.kind === 'committed') this.set(queue, reading.offset);
    return reading;
  }

  /** Hands the remembered offset to the network. */
  async persist(queue: MessageQueue): Promise<void> {
    const remembered = this.#table.get(queueKey(queue));
    if (remembered === undefined) return;
    const broker = await this.#brokerOf(queue);
    if (broker === undefined) return;
    const { offset } = remembered;
    const { requests, environment } = this.#instance;
    if (!(await requests.commitOneway(broker.address, this.#member.group, queue, offset))) return;
    const persisted: OffsetPersisted = { kind: 'client.offset-persisted', ...this.#member, queue, offset };
    environment.observe(persisted);
  }

  /** Persists what is held and forgets the rest. */
  async persistAll(isHeld: (key: string) => boolean): Promise<void> {
    const held: MessageQueue[] = [];
    for (const [key, { queue }] of this.#table) {
      if (isHeld(key)) held.push(queue);
      else this.#table.delete(key);
    }
    await Promise.all(held.map((queue) => this.persist(queue)));
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
