// Promise: once everything has settled, what one bank has debited the other has credited, transfer by transfer, and nothing else; a transfer
// whose half message the broker has given up waits for a person (facts 9.5 X2, X4; mission C1, C6, C7).
//
// Why it matters: it is what the two halves of the example are for. That a credit is not booked twice is the receiving bank's own doing, for a
// message may come more than once. A debit is a loss of a kind of its own when a power loss took its half message after it was put back
// (lost-halves.ts), or its failed message after it was taken back (lost-retries.ts): RocketMQ documents both.
//
// Smallest violating history: a transfer is debited; settled without its credit.

import type { Recorded } from '../history/history.ts';
import { LostHalves } from './lost-halves.ts';
import { LostRetries } from './lost-retries.ts';
import { type MessageEntry, messageKey, type SendInvoked } from './message-entry.ts';
import type { Judge, Oracle, SettledWorld, Violation } from './oracle.ts';
import { isTransferEntry, type Transfer, Transfers } from './transfers.ts';

const NAME = 'money-conserved';

/** A power loss took the half message after a round had put it back: for designs that declare the limit. */
export const MONEY_LOST_WITH_HALF = `${NAME}: a power loss took the half message that was put back`;

/** A power loss took the retry of a credit that failed: likewise. */
export const MONEY_LOST_WITH_RETRY = `${NAME}: a power loss took the retry`;

class MoneyConservedJudge implements Judge {
  readonly #transfers = new Transfers();
  readonly #lostHalves = new LostHalves();
  readonly #lostRetries = new LostRetries();
  /** By transfer. */
  readonly #sends = new Map<string, SendInvoked>();

  /** Safety: money that came from nowhere. */
  hear(recorded: Recorded<MessageEntry>): Violation | undefined {
    const { entry } = recorded;
    this.#lostHalves.hear(recorded);
    this.#lostRetries.hear(recorded);
    if (entry.kind === 'send-invoked') this.#sends.set(entry.key, entry);
    if (!isTransferEntry(entry)) return undefined;
    this.#transfers.hear(entry);
    if (entry.kind !== 'transfer-booked' || entry.how !== 'credited') return undefined;
    const transfer = this.#transfers.find(entry.transfer);
    return transfer?.payment === 'debited' ? undefined : describe(transfer, 'made');
  }

  /** What nothing explains, before what a power loss does: a limit may excuse the latter only. */
  settle({ settleSeconds, groups }: SettledWorld): Violation | undefined {
    const withoutHalf = new Set<Transfer>();
    for (const [transaction, transfer] of this.#transfers.byTransaction()) {
      if (this.#lostHalves.has(transaction)) withoutHalf.add(transfer);
    }
    let explained: Violation | undefined;
    for (const transfer of this.#transfers.all()) {
      if (!isMissing(transfer)) continue;
      if (withoutHalf.has(transfer)) explained ??= describeLostHalf(transfer);
      else if (groups.some((group) => this.#hasLostRetry(group, transfer)))
        explained ??= describeLostRetry(transfer);
      else return describe(transfer, 'lost', settleSeconds);
    }
    return explained;
  }

  /** What was lost is known by its body: it explains nothing where another transfer has the same. */
  #hasLostRetry(group: string, { name }: Transfer): boolean {
    const send = this.#sends.get(name);
    if (send === undefined || !this.#lostRetries.has(group, messageKey(send))) return false;
    return ![...this.#sends.values()].some((other) => other !== send && other.bodyCrc === send.bodyCrc);
  }
}

function isMissing({ payment, isCredited, isGivenUp }: Transfer): boolean {
  return payment === 'debited' && !isCredited && !isGivenUp;
}

function describeLostHalf({ name, cents }: Transfer): Violation {
  const message = `transfer ${name} of ${cents} was debited, and its half message put back by a round of checks; a power loss took it`;
  return { oracle: NAME, message, fingerprint: MONEY_LOST_WITH_HALF };
}

function describeLostRetry({ name, cents }: Transfer): Violation {
  const message = `transfer ${name} of ${cents} was debited, its credit failed and was taken back; a power loss took what was to come again`;
  return { oracle: NAME, message, fingerprint: MONEY_LOST_WITH_RETRY };
}

function describe(transfer: Transfer | undefined, what: 'made' | 'lost', settleSeconds = 0): Violation {
  const { name = '?', cents = 0, payment = 'not decided' } = transfer ?? {};
  const message =
    what === 'made'
      ? `transfer ${name} of ${cents} was credited, and the bank that pays says: ${payment}`
      : `transfer ${name} of ${cents} was debited and not credited ${settleSeconds} s after the last fault healed`;
  return { oracle: NAME, message, fingerprint: `${NAME}: money was ${what}` };
}

export const moneyConserved: Oracle = {
  name: NAME,
  doc: 'What one bank debits the other credits, transfer by transfer, once everything has settled; never without the debit.',
  evidence: ['transactions'],
  judge: () => new MoneyConservedJudge(),
};
