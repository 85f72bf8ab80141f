// Promise: a message whose send was acknowledged is handled successfully by every subscribed group, or is found among the group's dead
// letters, at the latest some bounded time after all faults have healed. What may be a dead letter is judged by dead-letters.ts.
//
// Why it matters: it is what a queue is for. Judged when the run has settled: what is missing then is lost or stuck, and the brokers' disks
// say which. Messages whose send ended unknown or rejected are not owed (facts 9.1 D6), nor those whose tag nobody wants, nor those that a
// power loss or retention may take (legal-losses.ts). One whose retry or delayed copy a power loss took, or whose delayed copy went with a master,
// is a loss of a kind of its own (lost-retries.ts, lost-deliveries.ts): RocketMQ documents it. So is one that readers pass over after a promotion: they had been further at the
// old master, with what nobody had copied (facts 9.2 L5).
//
// Smallest violating history: sent k/0, acknowledged; settled without a successful delivery of k/0.

import type { Recorded } from '../history/history.ts';
import { readCommitLog } from '../messaging/store/commit-log-image.ts';
import { LegalLosses } from './legal-losses.ts';
import { LostDeliveries } from './lost-deliveries.ts';
import { LostRetries } from './lost-retries.ts';
import {
  type DeadLetterFound,
  type DeliveryCompleted,
  type MessageEntry,
  messageKey,
  type SendCompleted,
} from './message-entry.ts';
import { GroupMessages, MessageMap } from './message-map.ts';
import { messageNameOf } from './message-name.ts';
import type { Judge, Oracle, Promises, SettledWorld, Violation } from './oracle.ts';

const NAME = 'no-lost-message';

/** The retry of a message that failed was lost to a power loss: for designs that declare the limit. */
export const RETRY_LOST = `${NAME}: a power loss took the retry`;

/** The copy of a delayed message was lost to a power loss or a promotion after it was delivered: likewise. */
export const DELIVERY_LOST = `${NAME}: the delayed copy was lost`;

/** It got the offset of one that was read at the old master and that the new one never had: likewise. */
export const PASSED_OVER = `${NAME}: passed over after a promotion`;

type Explained = typeof RETRY_LOST | typeof DELIVERY_LOST | typeof PASSED_OVER;

const WHAT: Readonly<Record<Explained, string>> = {
  [RETRY_LOST]: 'had failed in group GROUP and was taken back; a power loss took what was to come again',
  [DELIVERY_LOST]:
    'was delivered after its delay; a power loss or a promotion took the copy before group GROUP had it',
  [PASSED_OVER]: 'got an offset that group GROUP had been beyond at the master before: it passed it over',
};

class NoLostMessageJudge implements Judge {
  readonly #losses: LegalLosses;
  readonly #lostRetries = new LostRetries();
  readonly #lostDeliveries: LostDeliveries;
  readonly #forgiven = new MessageMap<true>();
  /** Readers had been further already when a slave became the master. */
  readonly #passedOver = new MessageMap<true>();
  readonly #acknowledged = new MessageMap<SendCompleted>();
  readonly #handled = new GroupMessages();

  constructor(promises: Promises) {
    this.#lostDeliveries = new LostDeliveries(promises);
    this.#losses = new LegalLosses(promises, (message, why) =>
      (why === 'passed over after a promotion' ? this.#passedOver : this.#forgiven).set(message, true),
    );
  }

  hear(recorded: Recorded<MessageEntry>): undefined {
    const { entry } = recorded;
    this.#losses.hear(recorded);
    this.#lostRetries.hear(recorded);
    this.#lostDeliveries.hear(recorded);
    if (entry.kind === 'send-completed' && entry.outcome === 'acknowledged') {
      if (entry.isWanted === false) return undefined;
      this.#acknowledged.set(entry, entry);
    } else if (isSettled(entry)) {
      this.#handled.add(entry.group, entry);
    }
    return undefined;
  }

  /** A loss that nothing explains, before one that a power loss does: a limit may excuse the latter only. */
  settle(world: SettledWorld): Violation | undefined {
    let explained: Violation | undefined;
    for (const group of world.groups) {
      for (const send of this.#acknowledged.values()) {
        if (this.#handled.has(group, send) || this.#forgiven.has(send)) continue;
        const why = this.#passedOver.has(send) ? PASSED_OVER : this.#explanation(group, messageKey(send));
        if (why === undefined) return describeLoss(send, group, world);
        explained ??= describeLegalLoss(send, group, why);
      }
    }
    return explained;
  }

  #explanation(group: string, message: string): Explained | undefined {
    if (this.#lostRetries.has(group, message)) return RETRY_LOST;
    return this.#lostDeliveries.has(message) ? DELIVERY_LOST : undefined;
  }
}

/** Nothing more is owed to the group. */
function isSettled(entry: MessageEntry): entry is DeliveryCompleted | DeadLetterFound {
  return entry.kind === 'dead-letter-found' || (entry.kind === 'delivery-completed' && entry.isSuccess);
}

function describeLoss(send: SendCompleted, group: string, world: SettledWorld): Violation {
  const holders = brokersThatStore(send, world);
  const isStored = holders.length > 0;
  const where = isStored
    ? `it is still stored on ${holders.join(' and ')}`
    : 'no commit log holds it any more';
  const place =
    send.place === undefined
      ? ''
      : ` (${send.place.brokerName} queue ${send.place.queueId} offset ${send.place.queueOffset})`;
  return {
    oracle: NAME,
    message:
      `message ${send.ordinal} of key ${send.key} was acknowledged${place} and group ${group} had not handled it ` +
      `${world.settleSeconds} s after the last fault healed; ${where}`,
    fingerprint: `${NAME}: ${isStored ? 'stored but never handled' : 'vanished from the log'}`,
  };
}

function describeLegalLoss({ key, ordinal }: SendCompleted, group: string, why: Explained): Violation {
  const what = WHAT[why].replace('GROUP', group);
  return { oracle: NAME, message: `message ${ordinal} of key ${key} ${what}`, fingerprint: why };
}

function brokersThatStore(send: SendCompleted, world: SettledWorld): readonly string[] {
  const holders: string[] = [];
  for (const [brokerName, disk] of world.brokerDisks) {
    for (const stored of readCommitLog(disk)) {
      const name = messageNameOf(stored);
      if (name === undefined || messageKey(name) !== messageKey(send)) continue;
      holders.push(brokerName);
      break;
    }
  }
  return holders;
}

export const noLostMessage: Oracle = {
  name: NAME,
  doc: 'An acknowledged message is handled by every subscribed group, or becomes its dead letter, within a bounded time after the last fault has healed.',
  judge: (promises) => new NoLostMessageJudge(promises),
};
