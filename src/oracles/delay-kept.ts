// Promise: a delayed message is delivered to the queue for which it was sent, never before its delay is over by the clock of its broker,
// soon after it where the broker runs and can write, in the order in which those of its level were stored, and again only when the broker's
// process ended shortly after (facts 9.5 Y1 to Y3).
//
// Why it matters: time-outs of orders and retries hang on it, and a delayed message that is passed over is lost without a trace: no consumer has
// ever seen it. A clock that was set forward makes it due early, and one that was set back by more than it has waited makes it due at once
// (ScheduleMessageService.java `correctDeliverTimestamp`). What a broker delivers does not wait for the flush: a power loss may take the
// copy while the broker remembers that it has delivered (D11); the violation says so, for a design may declare that.
//
// A slave has what its master has, and delivers none of it. One that takes the place of its master goes on: by its own clock, which may be ahead of the
// one that set the time, and where it was told last (promoted-goes-on.ts). A copy that it lacks may be lost (facts 9.1 D11). Where readers see only what is copied, a broker delivers nothing else.
//
// Smallest violating history: two messages wait at one level; the second is delivered, the first is not.

import type { Recorded } from '../history/history.ts';
import type { DelayedDelivered } from './delay-entry.ts';
import { DelayTroubles } from './delay-troubles.ts';
import {
  type DelayedMessage,
  DelayedMessages,
  type DelayLevelQueue,
  SCHEDULE_TOPIC,
} from './delayed-messages.ts';
import { HiddenRecords } from './hidden-records.ts';
import { Masters } from './masters.ts';
import {
  type DeliveryStarted,
  type MessageEntry,
  messageKey,
  type SendCompleted,
  type SendInvoked,
} from './message-entry.ts';
import type { Judge, Oracle, Promises, SettledWorld, Violation } from './oracle.ts';

const NAME = 'delay-kept';

const HAD_COPY_LOST = 'had its copy lost after it was delivered';
/** For designs that declare the limit. */
export const COPY_LOST = `${NAME}: ${HAD_COPY_LOST}`;

/** Brokers count in milliseconds, and two readings of a clock may differ by some. */
const TOLERANCE_MS = 10;
const US_PER_MS = 1000;
/** How long after it is due a message may wait for those before it, and a broker for its next look. */
const LATE_US = 3_000_000;
/** A process that has started, or whose disk works again, may need so long to look: 10 s after an error of the disk. */
const RECOVERY_US = 15_000_000;
/** Progress is saved every 10 s. */
const REWIND_US = 22_000_000;
const CHECK_US = 1_000_000;

interface DelayedSend {
  readonly invokedAtUs: number;
  readonly level: number;
  completed: SendCompleted | undefined;
}

class DelayKeptJudge implements Judge {
  readonly #promises: Promises;
  readonly #messages = new DelayedMessages();
  readonly #troubles = new DelayTroubles();
  readonly #sends = new Map<string, DelayedSend>();
  readonly #handled = new Set<string>();
  /** They keep what their masters have, and deliver nothing. */
  readonly #slaves = new Set<string>();
  readonly #masters = new Masters();
  readonly #hidden: HiddenRecords;
  #checkedAtUs = 0;

  constructor(promises: Promises) {
    this.#promises = promises;
    this.#hidden = new HiddenRecords(promises);
  }

  hear(recorded: Recorded<MessageEntry>): Violation | undefined {
    this.#troubles.hear(recorded);
    this.#messages.hear(recorded);
    this.#hidden.hear(recorded);
    this.#masters.hear(recorded);
    const { entry, machine, atUs } = recorded;
    switch (entry.kind) {
      case 'send-invoked':
        this.#hearSend(entry, atUs);
        break;
      case 'send-completed':
        this.#hearAnswer(entry);
        break;
      case 'delivery-completed':
        if (entry.isSuccess) this.#handled.add(messageKey(entry));
        break;
      case 'delivery-started':
        return this.#consumed(entry, atUs);
      case 'slave-noted':
        this.#slaves.add(machine);
        break;
      case 'slave-promoted':
        this.#slaves.delete(machine);
        this.#slaves.add(entry.instead);
        break;
      case 'delayed-delivered':
        return this.#delivered(machine, entry, atUs);
      default:
        break;
    }
    return this.#late(atUs);
  }

  settle({ settleSeconds }: SettledWorld): Violation | undefined {
    for (const [key, { completed }] of this.#sends) {
      if (completed?.place?.position === undefined || this.#handled.has(key)) continue;
      const what = this.#debt(completed, completed.place.brokerName, completed.place.position);
      if (what === undefined) continue;
      const message = `message ${completed.ordinal} of key ${completed.key}, delayed at ${completed.place.brokerName}, ${what} ${settleSeconds} s after the last fault healed`;
      return { oracle: NAME, message, fingerprint: `${NAME}: ${what}` };
    }
    return undefined;
  }

  /** What is wrong with a message that was acknowledged and that nobody has handled. */
  #debt({ topic }: SendCompleted, broker: string, position: number): string | undefined {
    const master = this.#masters.machineOf(broker);
    const message = this.#messages.storedAt(master, position);
    // What went with a master is judged by no-lost-message.ts.
    if (message === undefined) return master === broker ? 'was not delayed' : undefined;
    if (message.isCopyLost) return this.#promises.flush === 'synchronous' ? HAD_COPY_LOST : undefined;
    if (message.copy === undefined) {
      const isThere =
        this.#messages.queue(master, message.record.queueId + 1).at(message.record.queueOffset) === message;
      return isThere ? 'was not delivered' : undefined;
    }
    return message.copy.topic === topic ? undefined : 'was delivered elsewhere';
  }

  #hearSend(entry: SendInvoked, invokedAtUs: number): void {
    const { delayLevel = 0 } = entry;
    if (delayLevel <= 0) return;
    const level = Math.min(delayLevel, this.#promises.delayLevelsMs.length);
    this.#sends.set(messageKey(entry), { invokedAtUs, level, completed: undefined });
  }

  #hearAnswer(entry: SendCompleted): void {
    const send = this.#sends.get(messageKey(entry));
    if (send !== undefined && entry.outcome === 'acknowledged') send.completed = entry;
  }

  #consumed(entry: DeliveryStarted, atUs: number): Violation | undefined {
    const send = this.#sends.get(messageKey(entry));
    if (send === undefined || (entry.reconsumeTimes ?? 0) > 0) return undefined;
    const waitedMs = (atUs - send.invokedAtUs) / US_PER_MS;
    const delayMs = this.#delayMs(send.level);
    const skewMs = this.#skewMs(entry.place.brokerName);
    if (waitedMs >= delayMs - skewMs - TOLERANCE_MS || waitedMs < skewMs) return undefined;
    if (!this.#troubles.areClocksRightSince(send.invokedAtUs)) return undefined;
    return {
      oracle: NAME,
      message: `message ${entry.ordinal} of key ${entry.key} was consumed ${waitedMs} ms after it was sent, and asked for ${delayMs} ms`,
      fingerprint: `${NAME}: consumed too early`,
    };
  }

  #delivered(broker: string, entry: DelayedDelivered, atUs: number): Violation | undefined {
    const { level, queueOffset } = entry;
    if (this.#slaves.has(broker)) return violation(broker, level, queueOffset, 'was delivered by a slave');
    const queue = this.#messages.queue(broker, level);
    const message = queue.at(queueOffset);
    if (message === undefined)
      return violation(broker, level, queueOffset, 'was not there when it was delivered');
    const wrong =
      this.#wrongPlace(broker, entry, message) ??
      this.#tooEarly(broker, entry, message, atUs) ??
      this.#wrongOrder(queue, message, atUs);
    this.#messages.delivered(message, entry, atUs);
    return wrong === undefined ? undefined : violation(broker, level, queueOffset, wrong);
  }

  #wrongPlace(broker: string, entry: DelayedDelivered, message: DelayedMessage): string | undefined {
    const { topic, queueId, deliveredOffset = -1 } = entry;
    if (topic === SCHEDULE_TOPIC) return 'was delayed again instead of being delivered';
    const body = this.#messages.bodyAt(broker, topic, queueId, deliveredOffset);
    return body === message.record.bodyCrc ? undefined : 'has no copy where it was delivered';
  }

  /** One that another master had stored is due by the clock of that, and taken for due at once by one that is far behind. */
  #tooEarly(
    broker: string,
    entry: DelayedDelivered,
    { record, storedAtUs, origin }: DelayedMessage,
    toldAtUs: number,
  ): string | undefined {
    const delayMs = this.#delayMs(entry.level);
    const atUs = this.#messages.copiedAtUs(broker, entry) ?? toldAtUs;
    const shownMs = entry.wallMs - (toldAtUs - atUs) / US_PER_MS;
    const isDue = (wallMs: number) =>
      record.tagsCode <= wallMs + TOLERANCE_MS || record.tagsCode > wallMs + delayMs - TOLERANCE_MS;
    if (!this.#troubles.wallsMs(broker, atUs, shownMs).some(isDue))
      return 'was delivered too early by the clock of its broker';
    const wanderedMs = this.#troubles.wanderedMs(broker, storedAtUs, atUs, shownMs);
    const isEven = origin === undefined && wanderedMs !== undefined && wanderedMs < TOLERANCE_MS;
    const waitedMs = (atUs - storedAtUs) / US_PER_MS;
    return isEven && waitedMs < delayMs - 2 * TOLERANCE_MS
      ? 'was delivered before its delay was over'
      : undefined;
  }

  #wrongOrder(queue: DelayLevelQueue, message: DelayedMessage, atUs: number): string | undefined {
    const { broker, deliveredAtUs } = message;
    if (deliveredAtUs === undefined) {
      return queue.head === message || !message.isClaimed
        ? undefined
        : 'was delivered while one before it was not';
    }
    // What a promoted slave may deliver again is judged by promoted-goes-on.ts.
    if (message.isCopyLost || message.origin?.deliveredAtUs === deliveredAtUs) return undefined;
    const endedAtUs = this.#troubles.endedAtUs(broker);
    if (endedAtUs < deliveredAtUs) return 'was delivered again though no process ended';
    const isOld = endedAtUs - deliveredAtUs > REWIND_US && this.#troubles.isCalmSince(deliveredAtUs);
    return isOld && atUs > endedAtUs ? 'was delivered again long after the first time' : undefined;
  }

  /** Whether a level does not get on. */
  #late(atUs: number): Violation | undefined {
    if (atUs - this.#checkedAtUs < CHECK_US) return undefined;
    this.#checkedAtUs = atUs;
    for (const queue of this.#messages.queues) {
      const { head, broker, level } = queue;
      if (head === undefined || this.#slaves.has(broker)) continue;
      if (!this.#isSurelyDue(head, level, atUs) || this.#mayWait(queue, head, atUs)) {
        head.dueSinceUs = undefined;
        continue;
      }
      head.dueSinceUs ??= atUs;
      const freeSinceUs = this.#troubles.freeSinceUs(broker);
      if (freeSinceUs === undefined || atUs - freeSinceUs < RECOVERY_US) continue;
      if (atUs - Math.max(head.dueSinceUs, queue.deliveredAtUs) < LATE_US) continue;
      return violation(broker, level, head.record.queueOffset, 'is due and was not delivered');
    }
    return undefined;
  }

  /**
   * It is not shown yet, nor to what delivers it, or a copy is not that was delivered before it. Or it is behind one that was due early by a clock that was wrong, and is to be delivered again
   * because a process ended before it saved that.
   */
  #mayWait(queue: DelayLevelQueue, { broker, record }: DelayedMessage, atUs: number): boolean {
    if (this.#hidden.has(broker, record.position) || this.#hidden.sinceUs(broker) !== undefined) return true;
    const endedAtUs = this.#troubles.endedAtUs(broker);
    for (const before of queue.deliveredBefore(record.queueOffset, endedAtUs)) {
      if (!this.#isSurelyDue(before, queue.level, atUs)) return true;
    }
    return false;
  }

  #isSurelyDue({ broker, record }: DelayedMessage, level: number, atUs: number): boolean {
    const wallMs = this.#troubles.wallMs(broker, atUs);
    const dueMs = record.tagsCode;
    return dueMs < wallMs - TOLERANCE_MS || dueMs > wallMs + this.#delayMs(level) + TOLERANCE_MS;
  }

  /** How much the clocks of the broker's first master and its master now differ. */
  #skewMs(brokerName: string): number {
    return Math.abs(this.#troubles.aheadMs(this.#masters.machineOf(brokerName), brokerName));
  }

  #delayMs(level: number): number {
    const { delayLevelsMs } = this.#promises;
    return delayLevelsMs[Math.min(level, delayLevelsMs.length) - 1] ?? 0;
  }
}

function violation(broker: string, level: number, offset: number, what: string): Violation {
  return {
    oracle: NAME,
    message: `message ${offset} of delay level ${level} of ${broker} ${what}`,
    fingerprint: `${NAME}: ${what}`,
  };
}

export const delayKept: Oracle = {
  name: NAME,
  doc: 'A delayed message is delivered where it was sent, never early, soon after it is due, in the order of its level, and again only after a crash.',
  evidence: ['delays'],
  judge: (promises) => new DelayKeptJudge(promises),
};
