// Writes the account of a run: what a reader needs in order to follow it, line by line. It judges nothing and changes nothing: a run with
// an account is the same run.

import { History, type Recorded } from '../history/history.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { Violation } from '../oracles/oracle.ts';
import { formatIdentity } from '../simulator/identity.ts';
import type { Kernel } from '../simulator/kernel.ts';
import type { MachineEnd } from '../simulator/process-environment.ts';
import type { Simulation } from '../simulator/simulation.ts';
import { detailsOf } from './account-details.ts';
import type { AccountDepth, AccountLine } from './account-line.ts';
import { type Words, wordsOf } from './account-words.ts';
import type { Verdict } from './run-result.ts';

/** A reader gives up long before. */
const LINE_LIMIT = 100_000;

export class Account {
  /** For evidence that no oracle asks for; undefined in an account without details. */
  readonly aside: History<MessageEntry> | undefined;
  readonly #kernel: Kernel;
  readonly #lines: AccountLine[] = [];
  /** Transfer by its transaction. */
  readonly #transfers = new Map<string, string>();
  #isConcluded = false;

  constructor(simulation: Simulation, history: History<MessageEntry>, depth: AccountDepth) {
    this.#kernel = simulation.kernel;
    if (depth === 'detailed') this.aside = new History(() => simulation.kernel.nowUs);
    for (const heard of [history, this.aside]) heard?.onEntry((recorded) => this.#hear(recorded));
    simulation.onEnd((machine, end) => {
      this.#write(machine, 'machine-ended', { subject: '', text: END_TEXTS[end] });
    });
  }

  get lines(): readonly AccountLine[] {
    return this.#lines;
  }

  /** The account ends with the event in which an oracle objects; what the run does after it to come to its end is not told. */
  violated({ oracle, message }: Violation): void {
    if (this.#isConcluded) return;
    this.#write('', 'violated', { subject: '', text: `${oracle}: ${message}` });
    this.#isConcluded = true;
  }

  /** An objection that no event caused, such as that something is still owed, is told at the end. */
  conclude(verdict: Verdict): void {
    if (verdict.kind === 'violated') this.violated(verdict.violation);
  }

  #hear({ entry, machine }: Recorded<MessageEntry>): void {
    if (this.#lines.length >= LINE_LIMIT) return;
    if (entry.kind === 'transfer-begun') this.#transfers.set(entry.transaction, entry.transfer);
    const words = wordsOf(entry, this.#transfers);
    if (words !== undefined) this.#write(machine, entry.kind, words);
    else if (this.aside !== undefined) this.#writeDetail(machine, entry);
  }

  #writeDetail(machine: string, entry: MessageEntry): void {
    const words = detailsOf(entry, machine);
    if (words !== undefined) this.#write(machine, entry.kind, words, true);
  }

  #write(machine: string, kind: string, { subject, text, queue }: Words, isDetail = false): void {
    if (this.#isConcluded) return;
    const { high, low } = this.#kernel.eventIdentity();
    const { events, nowUs } = this.#kernel;
    const identity = formatIdentity(high, low);
    const extras = { ...(queue === undefined ? {} : { queue }), ...(isDetail ? { isDetail } : {}) };
    this.#lines.push({ event: events, identity, atUs: nowUs, machine, kind, subject, text, ...extras });
  }
}

const END_TEXTS: Readonly<Record<MachineEnd, string>> = {
  killed: 'is killed',
  'power-lost': 'loses power',
  stopped: 'stops',
  'disk-wiped': 'loses its disk',
};
