// How far a consumer has come on its queues: remembered here, persisted now and then where the model says, on the brokers or on the own
// disk. What is remembered counts only while the queue is held: whoever gains a queue begins with what was persisted (facts 4.17).

import type { QueueOffset } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import { type MessageQueue, queueKey } from '../message/message-queue.ts';
import type { GroupMember, OffsetReading } from './broker-requests.ts';
import type { OffsetKeeper, OffsetPersisted } from './observations.ts';

/** The offset may go on rising while it is on its way. */
export interface QueueProgress {
  readonly queue: MessageQueue;
  readonly offset: QueueOffset;
}

/** Told of each that was persisted, with what was, and at which broker. */
export type Persisted = (one: QueueProgress, at?: OffsetKeeper) => void;

/** Where offsets survive the consumer. */
export interface OffsetPlace {
  /** Once, before anything else. @throws ClientError `damaged-offsets` */
  open(): Promise<void>;
  read(queue: MessageQueue): Promise<OffsetReading>;
  write(all: readonly QueueProgress[], persisted: Persisted): Promise<void>;
}

interface Remembered extends QueueProgress {
  offset: QueueOffset;
  /** Set by the broker, not by consuming; late results do not change it. */
  isFrozen: boolean;
}

export type MakeOffsetStore = (
  environment: Environment,
  member: GroupMember,
  place: OffsetPlace,
) => OffsetStore;

export class OffsetStore {
  readonly #environment: Environment;
  readonly #member: GroupMember;
  readonly #place: OffsetPlace;
  readonly #table = new Map<string, Remembered>();

  constructor(environment: Environment, member: GroupMember, place: OffsetPlace) {
    this.#environment = environment;
    this.#member = member;
    this.#place = place;
  }

  /** @throws ClientError `damaged-offsets` */
  open(): Promise<void> {
    return this.#place.open();
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

  /** Asks for what was persisted, and remembers it. */
  async read(queue: MessageQueue): Promise<OffsetReading> {
    const reading = await this.#place.read(queue);
    if (reading.kind === 'committed') this.set(queue, reading.offset);
    return reading;
  }

  async persist(queue: MessageQueue): Promise<void> {
    const remembered = this.#table.get(queueKey(queue));
    if (remembered !== undefined) await this.#write([remembered]);
  }

  /** Persists what is held and forgets the rest. */
  async persistAll(isHeld: (key: string) => boolean): Promise<void> {
    const held: Remembered[] = [];
    for (const [key, remembered] of this.#table) {
      if (isHeld(key)) held.push(remembered);
      else this.forget(remembered.queue);
    }
    if (held.length > 0) await this.#write(held);
  }

  #write(all: readonly Remembered[]): Promise<void> {
    return this.#place.write(all, ({ queue, offset }, at) => {
      const kind = 'client.offset-persisted';
      const persisted: OffsetPersisted = { kind, ...this.#member, queue, offset, at };
      this.#environment.observe(persisted);
    });
  }
}
