// A run as trace events in Chrome's JSON format, which Perfetto reads. Machines are processes; what runs in a lane, on the disk, in the
// network and else has a thread each. An event takes no time, but a slice without any would not be drawn or found: each lasts one microsecond.
// Packets are arrows, faults are asynchronous slices, lines of the account instants.

import { Causality } from '../explorer/causes/causality.ts';
import type { RunOutcome } from '../explorer/run-task.ts';

type Run = Pick<RunOutcome, 'trace' | 'account' | 'scenario' | 'design' | 'seed' | 'digest'>;
type Event = RunOutcome['trace'][number];
type Line = RunOutcome['account'][number];

/** Fields that every reader of the format knows. */
export interface PerfettoEvent {
  readonly name: string;
  readonly ph: 'M' | 'X' | 'i' | 's' | 'f' | 'b' | 'e';
  readonly ts: number;
  readonly pid: number;
  readonly tid: number;
  readonly cat?: string;
  readonly dur?: number;
  readonly id?: number;
  /** Of an instant: a thread's, a process's, or everybody's. */
  readonly s?: 't' | 'p' | 'g';
  /** Of the end of an arrow: the slice around it, not the next one. */
  readonly bp?: 'e';
  readonly args?: Readonly<Record<string, unknown>>;
}

export interface PerfettoTrace {
  readonly displayTimeUnit: 'ms';
  readonly otherData: Readonly<Record<string, string>>;
  readonly traceEvents: readonly PerfettoEvent[];
}

const WORLD = 'world';
const SLICE_US = 1;
const ACCOUNT_THREAD = 'account';

export function perfettoTrace(run: Run): PerfettoTrace {
  const { scenario, design, seed, digest } = run;
  return {
    displayTimeUnit: 'ms',
    otherData: { scenario, design, seed, digest },
    traceEvents: new Writer(run).write(),
  };
}

class Writer {
  readonly #run: Run;
  readonly #causality: Causality;
  /** Thread of each machine by its name, in the order in which they come up; likewise machines. */
  readonly #threads = new Map<string, Map<string, number>>();
  readonly #events: PerfettoEvent[] = [];

  constructor(run: Run) {
    this.#run = run;
    this.#causality = new Causality(run.trace);
  }

  write(): readonly PerfettoEvent[] {
    for (const event of this.#run.trace) {
      this.#slice(event);
      this.#arrows(event);
    }
    for (const line of this.#run.account) this.#instant(line);
    this.#faults();
    return [...this.#names(), ...this.#events.toSorted((left, right) => left.ts - right.ts)];
  }

  #slice(event: Event): void {
    const { number, timeUs, label, detail, identity, cause } = event;
    const args = { number, identity, cause, ...(detail === 0 ? {} : { detail }) };
    this.#events.push({
      name: label,
      cat: threadOf(label),
      ph: 'X',
      ts: timeUs,
      dur: SLICE_US,
      ...this.#placeOf(event),
      args,
    });
  }

  /** Beside the slice of its event, so that readers bind them to it. The number of the arrival names the arrow. */
  #arrows(event: Event): void {
    if (this.#causality.transferOf(event) !== undefined) {
      const { timeUs: ts } = event;
      this.#events.push({ ...this.#arrowOf(event), ph: 'f', bp: 'e', ts, ...this.#placeOf(event) });
    }
    for (const child of this.#causality.childrenOf(event)) {
      if (this.#causality.transferOf(child)?.sent !== event) continue;
      this.#events.push({ ...this.#arrowOf(child), ph: 's', ts: event.timeUs, ...this.#placeOf(event) });
    }
  }

  #arrowOf(arrival: Event) {
    return { name: this.#causality.purposeOf(arrival), cat: 'packet', id: arrival.number };
  }

  #instant({ event, atUs, machine, kind, text }: Line): void {
    const scope = machine === '' ? 'g' : 'p';
    const place = this.#place(machine, ACCOUNT_THREAD);
    this.#events.push({ name: text, cat: kind, ph: 'i', ts: atUs, ...place, s: scope, args: { event } });
  }

  /** One that never ends lasts as long as the run. */
  #faults(): void {
    const open = new Map<number, PerfettoEvent>();
    const place = this.#place('', 'faults');
    for (const { kind, text, atUs } of this.#run.account) {
      const id = Number(/^fault (\d+)/.exec(text)?.[1]);
      if (kind === 'fault-began') {
        const name = text.replace(/^fault \d+: /, '');
        const begun: PerfettoEvent = { name, cat: 'fault', ph: 'b', ts: atUs, id, ...place };
        this.#events.push(begun);
        open.set(id, begun);
      }
      const begun = open.get(id);
      if (kind !== 'fault-ended' || begun === undefined) continue;
      this.#events.push({ ...begun, ph: 'e', ts: atUs });
      open.delete(id);
    }
    const endUs = this.#run.trace.at(-1)?.timeUs ?? 0;
    for (const begun of open.values())
      this.#events.push({ ...begun, ph: 'e', ts: Math.max(endUs, begun.ts) });
  }

  #names(): readonly PerfettoEvent[] {
    return [...this.#threads].flatMap(([machine, threads], index) => {
      const pid = index + 1;
      const named = (name: string, tid: number, args: Readonly<Record<string, unknown>>) =>
        ({ name, ph: 'M', ts: 0, pid, tid, args }) as const;
      return [
        named('process_name', 0, { name: machine }),
        named('process_sort_index', 0, { sort_index: pid }),
        ...[...threads].map(([thread, tid]) => named('thread_name', tid, { name: thread })),
      ];
    });
  }

  #placeOf({ machine, label }: Event) {
    return this.#place(machine, threadOf(label));
  }

  #place(machine: string, thread: string): { readonly pid: number; readonly tid: number } {
    const name = machine === '' ? WORLD : machine;
    const threads = this.#threads.get(name) ?? new Map<string, number>();
    this.#threads.set(name, threads);
    const tid = threads.get(thread) ?? threads.size + 1;
    threads.set(thread, tid);
    return { pid: [...this.#threads.keys()].indexOf(name) + 1, tid };
  }
}

/** Lanes by their names; what is left are timers, choice points, starts. */
function threadOf(label: string): string {
  if (label.startsWith('lane ')) return label;
  const [area = ''] = label.split(' ', 1);
  return area === 'network' || area === 'disk' ? area : 'process';
}
