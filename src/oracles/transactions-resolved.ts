// Promise: a transaction whose half message is stored is ended by its sender's word, by an answer to a check, or given up, the last only when
// producers of the group were asked as often as the broker says, and kept in the topic for that (facts 5.5); a check goes to a producer of the group when one is connected. All of it at
// the latest some bounded time after the last fault has healed (facts 9.5 X3, X4).
//
// Why it matters: an end-transaction is one-way and a sender may die before it says it; the checks are all that is left then. A check that is
// forgotten leaves the message hidden for ever. A question to which nobody was there to listen counts as asked, as in the original. An open
// transaction whose half message a power loss took after it was put back is a loss of a kind of its own (lost-halves.ts): RocketMQ documents it.
//
// Smallest violating history: a half message is stored; settled, and it was neither ended nor given up.

import type { Recorded, Stamp } from '../history/history.ts';
import { LostHalves } from './lost-halves.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, SettledWorld, Violation } from './oracle.ts';
import type { TransactionAsked } from './transfer-entry.ts';
import { isTransferEntry, type Transfer, Transfers } from './transfers.ts';

const NAME = 'transactions-resolved';

/** A power loss took the half message after a round had put it back: for designs that declare the limit. */
export const HALF_LOST = `${NAME}: a power loss took the half message that was put back`;

const GIVEN_UP_TOPIC = 'TRANS_CHECK_MAX_TIME_TOPIC';

/** A broker learns of the end of a connection a moment after it. */
const NOTICE_US = 1_000_000;

interface Unasked {
  readonly transaction: string;
  readonly broker: string;
  readonly group: string;
  readonly channel: string;
  readonly atUs: number;
}

class TransactionsResolvedJudge implements Judge {
  readonly #transfers = new Transfers();
  readonly #lostHalves = new LostHalves();
  readonly #maxChecks: number;
  /** Questions, heard or not, by transaction. */
  readonly #questions = new Map<string, number>();
  /** Records that a broker has stored among what is given up, and that no transaction has been told for. */
  readonly #keptByBroker = new Map<string, number>();
  /** Connected producers that were not asked when nobody was. */
  readonly #unasked: Unasked[] = [];
  /** Channels of producers, by broker and group. */
  readonly #connected = new Map<string, Map<string, Set<string>>>();

  constructor(maxChecks: number) {
    this.#maxChecks = maxChecks;
  }

  hear(recorded: Recorded<MessageEntry>): Violation | undefined {
    const { entry, machine, atUs } = recorded;
    this.#lostHalves.hear(recorded);
    if (entry.kind === 'machine-ended') this.#connected.delete(machine);
    if (entry.kind === 'record-stored' && entry.record.topic === GIVEN_UP_TOPIC) this.#addKept(machine, 1);
    if (!isTransferEntry(entry)) return undefined;
    this.#transfers.hear(entry);
    if (entry.kind === 'producer-come') this.#producers(machine, entry.group).add(entry.channel);
    if (entry.kind === 'producer-gone') this.#producers(machine, entry.group).delete(entry.channel);
    if (entry.kind === 'transaction-asked') this.#heardQuestion(entry, { machine, atUs });
    if (entry.kind === 'transaction-given-up') return this.#heardGivenUp(entry.transaction, machine);
    return this.#overdue(atUs);
  }

  #heardGivenUp(transaction: string, broker: string): Violation | undefined {
    const questions = this.#questions.get(transaction) ?? 0;
    if (questions < this.#maxChecks) {
      return {
        oracle: NAME,
        message: `${broker} gave transaction ${this.#nameOf(transaction)} up after ${questions} of ${this.#maxChecks} questions`,
        fingerprint: `${NAME}: given up too early`,
      };
    }
    if (this.#addKept(broker, -1) >= 0) return undefined;
    return {
      oracle: NAME,
      message: `${broker} gave transaction ${this.#nameOf(transaction)} up, and stored nothing of it in ${GIVEN_UP_TOPIC}`,
      fingerprint: `${NAME}: given up and kept nowhere`,
    };
  }

  #addKept(broker: string, change: number): number {
    const kept = (this.#keptByBroker.get(broker) ?? 0) + change;
    this.#keptByBroker.set(broker, kept);
    return kept;
  }

  #producers(broker: string, group: string): Set<string> {
    const groups = this.#connected.get(broker) ?? new Map<string, Set<string>>();
    this.#connected.set(broker, groups);
    const channels = groups.get(group) ?? new Set<string>();
    groups.set(group, channels);
    return channels;
  }

  #heardQuestion(
    { transaction, group, isHeard }: TransactionAsked,
    { machine, atUs }: Pick<Stamp, 'machine' | 'atUs'>,
  ): void {
    this.#questions.set(transaction, (this.#questions.get(transaction) ?? 0) + 1);
    if (isHeard) return;
    for (const channel of this.#producers(machine, group)) {
      this.#unasked.push({ transaction, group, channel, broker: machine, atUs });
    }
  }

  /** A broker that was about to notice the end of a connection had nobody to ask. */
  #overdue(atUs: number): Violation | undefined {
    const [oldest] = this.#unasked;
    if (oldest === undefined || atUs - oldest.atUs <= NOTICE_US) return undefined;
    this.#unasked.shift();
    const { broker, group, channel, transaction } = oldest;
    if (!this.#producers(broker, group).has(channel)) return this.#overdue(atUs);
    return {
      oracle: NAME,
      message: `${broker} asked nobody about transaction ${this.#nameOf(transaction)}, with a producer of its group connected from ${channel}`,
      fingerprint: `${NAME}: nobody was asked`,
    };
  }

  /** What nothing explains, before what a power loss does: a limit may excuse the latter only. */
  settle({ settleSeconds }: SettledWorld): Violation | undefined {
    const overdue = this.#overdue(Number.POSITIVE_INFINITY);
    if (overdue !== undefined) return overdue;
    let explained: Violation | undefined;
    for (const [transaction, transfer] of this.#transfers.byTransaction()) {
      if (!transfer.hasHalf || transfer.ended !== undefined || transfer.isGivenUp) continue;
      if (!this.#lostHalves.has(transaction)) return describeOpen(transfer, settleSeconds);
      explained ??= describeLost(transfer);
    }
    return explained;
  }

  #nameOf(transaction: string): string {
    return this.#transfers.ofTransaction(transaction)?.name ?? transaction;
  }
}

function describeOpen({ name, questions }: Transfer, settleSeconds: number): Violation {
  return {
    oracle: NAME,
    message:
      `the half message of ${name} was stored, and its transaction was open ${settleSeconds} s after the last fault healed; ` +
      `producers were asked ${questions} times`,
    fingerprint: `${NAME}: open for ever`,
  };
}

function describeLost({ name }: Transfer): Violation {
  return {
    oracle: NAME,
    message: `the half message of ${name} was put back by a round of checks; a power loss took it, and the transaction stays open for ever`,
    fingerprint: HALF_LOST,
  };
}

/** At brokers that give up after so many checks. */
export function transactionsResolved(maxChecks: number): Oracle {
  return {
    name: NAME,
    doc: 'A transaction whose half message is stored is ended, or given up after the last check; a check goes to a connected producer of the group.',
    evidence: ['transactions'],
    judge: () => new TransactionsResolvedJudge(maxChecks),
  };
}
