// Which acknowledged messages are not owed any more, as far as RocketMQ promises. A power loss may take those stored under asynchronous flush (facts 9.1 D2), and
// those whose sender did not wait for the store (D11). Under asynchronous flush also messages that got a lost message's offset and that a
// reader therefore passes over, because it had been further already (L5). The same where a slave takes the place of a master and has not all that
// the master had: then nobody is owed what did not wait for copies (D7, D8). Where a broker and all its slaves lose their disks, nobody is owed what
// they had, nor what gets the offsets that readers had. And, under any flush, those that retention removed (removals.ts).
// Those that ask for a delay are told in delayed-losses.ts. It judges nothing; it tells who is forgiven.

import type { Recorded } from '../history/history.ts';
import { BrokerQueues } from './broker-queues.ts';
import { DelayedLosses, type Taking } from './delayed-losses.ts';
import { Masters } from './masters.ts';
import type {
  DeliveryStarted,
  MessageEntry,
  MessageName,
  SendCompleted,
  SendInvoked,
} from './message-entry.ts';
import { MessageMap } from './message-map.ts';
import type { Promises } from './oracle.ts';
import { RemovedMessages } from './removals.ts';
import { ReplacedMasters } from './replaced-masters.ts';
import type { QueueName, RecordEvidence } from './store-entry.ts';

/**
 * `passed over`: it is there, at an offset that readers believe they have had; a reader that goes back gets it late. After a promotion under
 * double write it is owed all the same, unless a design declares that its readers see what is not copied yet.
 */
export type WhyForgiven = 'gone' | 'passed over' | 'passed over after a promotion';

interface OpenSend {
  readonly bodyCrc: number;
  /** Its sender does not wait for the store. */
  readonly isHasty: boolean;
  /** It was sent after all copies of a broker were lost, and was not among them. */
  readonly isYoung: boolean;
}

type MayBeTaken = Pick<OpenSend, 'isHasty'> & Partial<OpenSend>;

interface Acknowledged extends OpenSend {
  readonly name: MessageName;
}

/** What took records away. */
type Taker = 'power loss' | 'replacement' | 'group loss';

interface Taken {
  readonly record: RecordEvidence;
  readonly by: Taker;
}

/** What became of one queue, by offset. */
interface QueueLosses {
  readonly acknowledged: Map<number, Acknowledged>;
  readonly taken: Map<number, Taken[]>;
  /** One past the highest offset that anybody was given. */
  deliveredEnd: number;
  /** Readers have been this far with messages that are lost: what comes at lower offsets now can be passed over. */
  passedOverUntil: number;
  /** It lost everything, and begins at its first offset again. */
  isAnew: boolean;
  /** A power loss took what readers had had. */
  isUncertain: boolean;
}

export class LegalLosses {
  readonly #promises: Promises;
  readonly #forgive: (message: MessageName, why: WhyForgiven) => void;
  /** Open sends whose message may be lost. */
  readonly #open = new MessageMap<OpenSend>();
  readonly #queues = new BrokerQueues<QueueLosses>();
  readonly #delayed: DelayedLosses;
  readonly #powerless = new Set<string>();
  readonly #removed: RemovedMessages;
  readonly #replaced = new ReplacedMasters();
  readonly #masters = new Masters();
  #isGroupLost = false;
  /** What was sent since. */
  readonly #young = new MessageMap<true>();

  /** `forgive` is told the name of each message that is not owed any more, perhaps more than once. */
  constructor(promises: Promises, forgive: (message: MessageName, why: WhyForgiven) => void) {
    this.#promises = promises;
    this.#forgive = forgive;
    this.#delayed = new DelayedLosses((message, why) =>
      forgive(
        message,
        why === 'gone' ? why : this.#whyPassedOver({ isAnew: false, isUncertain: this.#isAsynchronous }),
      ),
    );
    this.#removed = new RemovedMessages((message) => forgive(message, 'gone'));
  }

  hear(recorded: Recorded<MessageEntry>): void {
    this.#removed.hear(recorded);
    if (this.#promises.mastersMayBeReplaced) this.#hearReplacement(recorded);
    this.#masters.hear(recorded);
    const { entry, machine } = recorded;
    switch (entry.kind) {
      case 'send-invoked':
        if (this.#mayLoseAny || entry.waitsForStore === false) this.#hearSend(entry);
        break;
      case 'send-completed':
        this.#hearAnswer(entry);
        break;
      case 'delivery-started':
        if (this.#mayLoseAny) this.#hearDelivery(entry);
        break;
      case 'record-stored':
        if (this.#mayLoseAny) this.#hearCopy(this.#masters.brokerNameOf(machine), entry.record);
        break;
      case 'machine-ended':
        if (entry.how === 'power-lost') this.#powerless.add(machine);
        break;
      case 'log-recovered':
        if (!this.#powerless.delete(machine)) break;
        this.#hearLoss(this.#masters.brokerNameOf(machine), entry.lost, 'power loss');
        break;
      default:
        break;
    }
  }

  get #isAsynchronous(): boolean {
    return this.#promises.flush === 'asynchronous';
  }

  get #mayLoseAny(): boolean {
    return this.#isAsynchronous || this.#promises.mastersMayBeReplaced;
  }

  #whyPassedOver({ isAnew, isUncertain }: Pick<QueueLosses, 'isAnew' | 'isUncertain'>): WhyForgiven {
    return isAnew || isUncertain || this.#promises.copies === 1
      ? 'passed over'
      : 'passed over after a promotion';
  }

  #hearReplacement(recorded: Recorded<MessageEntry>): void {
    const replacement = this.#replaced.hear(recorded);
    if (replacement === undefined) return;
    const { kind, brokerName, lost } = replacement;
    if (kind !== 'stray') this.#hearLoss(brokerName, lost, kind === 'all' ? 'group loss' : 'replacement');
    else for (const record of lost) take(this.#queue(brokerName, record), { record, by: 'replacement' });
  }

  /** Who reads what a replaced master alone has passes over what its successor has at those offsets, be it there already or not. */
  #hearDelivery(entry: DeliveryStarted): void {
    const { place, topic: ofMessage, bodyCrc } = entry;
    const { brokerName, queueId, queueOffset, topic = ofMessage } = place;
    const queue = this.#queue(brokerName, { topic, queueId });
    queue.deliveredEnd = Math.max(queue.deliveredEnd, queueOffset + 1);
    const isStray = (queue.taken.get(queueOffset) ?? []).some(
      ({ record, by }) => by !== 'power loss' && isOf(record, bodyCrc),
    );
    if (!isStray || this.#young.has(entry)) return;
    const first = Math.min(...queue.taken.keys());
    for (const [offset, { name }] of queue.acknowledged) {
      if (offset >= first && offset <= queueOffset) this.#forgive(name, this.#whyPassedOver(queue));
    }
    queue.passedOverUntil = Math.max(queue.passedOverUntil, queueOffset + 1);
  }

  #hearSend(entry: SendInvoked): void {
    const { bodyCrc, waitsForStore } = entry;
    const isYoung = this.#isGroupLost;
    if (isYoung) this.#young.set(entry, true);
    if (entry.delayLevel === undefined)
      this.#open.set(entry, { bodyCrc, isHasty: waitsForStore === false, isYoung });
    else this.#delayed.invoked(entry);
  }

  #hearAnswer(entry: SendCompleted): void {
    if (this.#delayed.answered(entry) || this.#open.size === 0) return;
    const open = this.#open.get(entry);
    this.#open.delete(entry);
    if (open === undefined || entry.outcome !== 'acknowledged' || entry.place === undefined) return;
    const { brokerName, queueId, queueOffset } = entry.place;
    const queue = this.#queue(brokerName, { topic: entry.topic, queueId });
    const taken = queue.taken.get(queueOffset) ?? [];
    if (taken.some(({ record, by }) => isOf(record, open.bodyCrc) && this.#mayTake(by, open)))
      this.#forgive(entry, 'gone');
    else if (queueOffset < queue.passedOverUntil) this.#forgive(entry, this.#whyPassedOver(queue));
    else queue.acknowledged.set(queueOffset, { name: entry, ...open });
  }

  #hearCopy(broker: string | undefined, record: RecordEvidence): void {
    if (broker === undefined) return;
    this.#delayed.copyStored(
      broker,
      record,
      record.queueOffset < this.#queue(broker, record).passedOverUntil,
    );
  }

  #mayTake(by: Taker, { isHasty, isYoung = false }: MayBeTaken): boolean {
    if (by === 'group loss') return !isYoung;
    return isHasty || (by === 'power loss' ? this.#isAsynchronous : this.#promises.copies === 1);
  }

  /** Of a machine that is no master any more nobody is owed anything. */
  #hearLoss(broker: string | undefined, lost: readonly RecordEvidence[], by: Taker): void {
    if (broker === undefined) return;
    if (by === 'group loss') this.#isGroupLost = true;
    const isOneCopy = by === 'replacement' && this.#promises.copies === 1;
    const mayTakeCopies = this.#isAsynchronous || by === 'group loss' || isOneCopy;
    const taking: Taking = { mayTakeCopies, mayTake: (waiting) => this.#mayTake(by, waiting) };
    for (const record of lost) {
      this.#delayed.lost(broker, record, taking);
      const queue = this.#queue(broker, record);
      if (by === 'group loss') queue.isAnew = true;
      const { queueOffset } = record;
      const message = queue.acknowledged.get(queueOffset);
      const isLost = message !== undefined && isOf(record, message.bodyCrc);
      if (isLost && this.#mayTake(by, message)) this.#forgive(message.name, 'gone');
      queue.acknowledged.delete(queueOffset);
      take(queue, { record, by });
      // Under synchronous flush readers see what is flushed: no power loss takes what they have had.
      if (queue.deliveredEnd <= queueOffset || (by === 'power loss' && !this.#isAsynchronous)) continue;
      queue.passedOverUntil = queue.deliveredEnd;
      queue.isUncertain ||= by === 'power loss';
    }
  }

  #queue(broker: string, queue: QueueName): QueueLosses {
    return this.#queues.obtain(broker, queue, noLosses);
  }
}

function take({ taken }: QueueLosses, one: Taken): void {
  const { queueOffset } = one.record;
  taken.set(queueOffset, [...(taken.get(queueOffset) ?? []), one]);
}

function noLosses(): QueueLosses {
  return {
    acknowledged: new Map(),
    taken: new Map(),
    deliveredEnd: 0,
    passedOverUntil: 0,
    isAnew: false,
    isUncertain: false,
  };
}

function isOf(record: RecordEvidence, bodyCrc: number): boolean {
  return !record.isBodyAsSent || record.bodyCrc === bodyCrc;
}
