// Writes the account of a run: what a reader needs in order to follow it, line by line. It judges nothing and changes nothing: a run with
// an account is the same run.

import type { History, Recorded } from '../history/history.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import { formatIdentity } from '../simulator/identity.ts';
import type { Kernel } from '../simulator/kernel.ts';
import type { MachineEnd } from '../simulator/process-environment.ts';
import type { Simulation } from '../simulator/simulation.ts';
import type { AccountLine } from './account-line.ts';
import { type Words, wordsOf } from './account-words.ts';
import type { Verdict } from './run-result.ts';

/** A reader gives up long before. */
const LINE_LIMIT = 50_000;

export class Account {
  readonly #kernel: Kernel;
  readonly #lines: AccountLine[] = [];

  constructor(simulation: Simulation, history: History<MessageEntry>) {
    this.#kernel = simulation.kernel;
    history.onEntry((recorded) => this.#hear(recorded));
    simulation.onEnd((machine, end) => {
      this.#write(machine, 'machine-ended', { subject: '', text: END_TEXTS[end] });
    });
  }

  get lines(): readonly AccountLine[] {
    return this.#lines;
  }

  conclude(verdict: Verdict): void {
    if (verdict.kind !== 'violated') return;
    const { oracle, message } = verdict.violation;
    this.#write('', 'violated', { subject: '', text: `${oracle}: ${message}` });
  }

  #hear({ entry, machine }: Recorded<MessageEntry>): void {
    if (this.#lines.length >= LINE_LIMIT) return;
    const words = wordsOf(entry);
    if (words !== undefined) this.#write(machine, entry.kind, words);
  }

  #write(machine: string, kind: string, { subject, text }: Words): void {
    const { high, low } = this.#kernel.eventIdentity();
    const { events, nowUs } = this.#kernel;
    const identity = formatIdentity(high, low);
    this.#lines.push({ event: events, identity, atUs: nowUs, machine, kind, subject, text });
  }
}

const END_TEXTS: Readonly<Record<MachineEnd, string>> = {
  killed: 'is killed',
  'power-lost': 'loses power',
  stopped: 'stops',
  'disk-wiped': 'loses its disk',
};
