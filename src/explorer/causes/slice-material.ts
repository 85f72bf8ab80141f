// Everything that a causal slice may show, with how much it matters: lines of the account that belong to the theme of the failure, the
// packets among the ancestors of its events, and long waits on that way.

import type { AccountLine } from '../../scenario/account-line.ts';
import type { TraceEvent } from '../../simulator/trace.ts';
import type { Causality } from './causality.ts';
import { beginOf, isOfWorld, isTellingIn, RANK, rankLines } from './line-rank.ts';
import type { PacketStep, SliceStep, WaitStep } from './slice-step.ts';
import { hasWord, partsOf, type Theme } from './theme.ts';

export interface Material {
  readonly step: Exclude<SliceStep, { readonly kind: 'gap' }>;
  readonly rank: number;
}

export interface MaterialSource {
  readonly causality: Causality;
  readonly account: readonly AccountLine[];
  readonly theme: Theme;
  /** Undefined when no event violates. */
  readonly violating: TraceEvent | undefined;
}

/** Newest packets of the violating chain that are shown one by one. */
const CHAIN_PACKETS = 12;
const CHAIN_LINES = 6;
const CHAIN_WAITS = 8;
/** Of the way to one line. */
const LINE_PACKETS = 4;
const WAIT_US = 100_000;
/** How far a send is followed. */
const SEND_GENERATIONS = 40;
const SEND_WIDTH = 100;

export function materialOf(source: MaterialSource): readonly Material[] {
  return new Collector(source).collect();
}

class Collector {
  readonly #source: MaterialSource;
  readonly #account: readonly AccountLine[];
  readonly #material = new Map<string, Material>();
  readonly #visited = new Set<string>();
  readonly #involved = new Set<string>();
  /** Number of the first event of the story. */
  #begin = 0;

  constructor(source: MaterialSource) {
    this.#source = source;
    this.#account = source.account.filter(isTellingIn(source.theme, source.violating?.identity));
  }

  collect(): readonly Material[] {
    const { theme, violating } = this.#source;
    const lines = rankLines(this.#account, theme);
    this.#begin = beginOf(lines, violating);
    for (const { line, rank } of lines) {
      if (rank > RANK.named) continue;
      if (line.machine !== '') this.#involved.add(line.machine);
    }
    for (const queue of theme.queues) this.#involved.add(partsOf(queue).broker);
    if (violating !== undefined) this.#addChain(violating);
    for (const { line, rank } of lines) this.#addLine(line, rank);
    this.#addOwnership();
    this.#addTrouble();
    this.#addStarts();
    return [...this.#material.values()];
  }

  #addLine(line: AccountLine, rank: number): void {
    this.#note(line, rank);
    const event = this.#eventOf(line);
    if (event === undefined || rank > RANK.named) return;
    this.#addWay(event, RANK.way, LINE_PACKETS);
    if (line.kind === 'send-invoked') this.#addSend(event);
  }

  /** The first request by which it leaves. What acknowledges it may be caused by another send, whose flush was also for this one. */
  #addSend(invoked: TraceEvent): void {
    const { causality } = this.#source;
    let generation: readonly TraceEvent[] = [invoked];
    for (let count = 0; generation.length > 0 && count < SEND_GENERATIONS; count += 1) {
      generation = generation.flatMap((event) => causality.childrenOf(event)).slice(0, SEND_WIDTH);
      const packet = generation.map((event) => this.#packetOf(event)).find((each) => each?.text === 'send');
      if (packet === undefined) continue;
      this.#add(packet, RANK.way);
      return;
    }
  }

  #addChain(violating: TraceEvent): void {
    const { causality, theme } = this.#source;
    const chain = causality.chainOf(violating);
    const identities = new Set(chain.map(({ identity }) => identity));
    this.#addWaits(chain.filter(({ number }) => number >= this.#begin));
    const lines = this.#account.filter(
      (line) =>
        identities.has(line.identity) &&
        line.event >= this.#begin &&
        (line.subject === '' || theme.isAbout(line)) &&
        (line.queue === undefined || theme.queues.size === 0 || theme.isOfQueue(line)) &&
        !isOfWorld(line),
    );
    const shown = Math.max(0, lines.length - CHAIN_LINES);
    for (const [index, line] of lines.entries()) this.#note(line, index < shown ? RANK.passed : RANK.chain);
    this.#addWay(violating, RANK.chain, CHAIN_PACKETS);
  }

  /** What was waited for again and again at one place is one step, at the last time. */
  #addWaits(chain: readonly TraceEvent[]): void {
    const waits: WaitStep[] = [];
    for (const event of chain) {
      const wait = this.#waitBefore(event);
      const last = waits.at(-1);
      if (wait === undefined) continue;
      if (last?.machine !== wait.machine || last.text !== wait.text) waits.push(wait);
      else
        waits[waits.length - 1] = {
          ...last,
          waitedUs: last.waitedUs + wait.waitedUs,
          times: last.times + 1,
        };
    }
    for (const wait of waits.slice(0, CHAIN_WAITS)) this.#add(wait, RANK.chain);
  }

  #waitBefore(event: TraceEvent): WaitStep | undefined {
    const cause = this.#source.causality.causeOf(event);
    const { number, timeUs, machine, label } = event;
    const waitedUs = timeUs - (cause?.timeUs ?? timeUs);
    if (waitedUs < WAIT_US || cause?.machine !== machine || machine === '') return undefined;
    return { kind: 'wait', event: number, atUs: timeUs, machine, text: label, waitedUs, times: 1 };
  }

  /** The packets on the way to an event, back to where another way came from, or to the begin of the story. */
  #addWay(end: TraceEvent, rank: number, shown: number): void {
    const { causality } = this.#source;
    let left = shown;
    for (let event: TraceEvent | undefined = end; event !== undefined; event = causality.causeOf(event)) {
      if (event.number < this.#begin || this.#visited.has(event.identity)) return;
      this.#visited.add(event.identity);
      const packet = this.#packetOf(event);
      if (packet === undefined) continue;
      const isShown = left > 0 && !HANDSHAKE.has(packet.text);
      this.#add(packet, isShown ? rank : RANK.passed);
      if (!isShown) continue;
      if (rank === RANK.chain) this.#involved.add(packet.from).add(packet.to);
      left -= 1;
    }
  }

  #packetOf(event: TraceEvent): PacketStep | undefined {
    const { causality } = this.#source;
    const transfer = causality.transferOf(event);
    if (transfer === undefined) return undefined;
    const { from, to, sent } = transfer;
    return {
      kind: 'packet',
      event: event.number,
      atUs: event.timeUs,
      from,
      to,
      text: causality.purposeOf(event),
      bytes: event.detail,
      sentAtUs: sent.timeUs,
      ...(DELAYS[sent.label] === undefined ? {} : { delay: DELAYS[sent.label] }),
    };
  }

  /** Who had the queues: what changed in the story, and how it was when it began. */
  #addOwnership(): void {
    const { theme } = this.#source;
    const before = new Map<string, AccountLine>();
    for (const line of this.#account) {
      if (line.subject !== '' || !theme.isOfQueue(line)) continue;
      const rank = line.isDetail === true ? this.#detailRank : RANK.ownership;
      if (line.event >= this.#begin) this.#note(line, rank);
      else before.set(`${line.queue} ${line.kind}`, line);
    }
    for (const line of before.values()) if (line.kind === 'queue-gained') this.#note(line, RANK.ownership);
  }

  /** Where an event violates what is promised of a message, the details of its chain are enough. */
  get #detailRank(): number {
    const { theme, violating } = this.#source;
    return theme.subjects.size > 0 && violating !== undefined ? RANK.never : RANK.other;
  }

  /** Faults that last in the story, and ends of processes and recoveries in it, of the machines that matter. */
  #addTrouble(): void {
    const struck = new Map<string, AccountLine>();
    const ended = new Set<string>();
    for (const line of this.#account) {
      const slot = /^fault (\d+)/.exec(line.text)?.[1] ?? '';
      if (line.kind === 'fault-began' && this.#concerns(line.text)) struck.set(slot, line);
      if (line.kind === 'fault-ended' && struck.has(slot) && line.event >= this.#begin) {
        this.#note(struck.get(slot) as AccountLine, RANK.trouble);
        this.#note(line, RANK.other);
        struck.delete(slot);
      }
      if (line.kind === 'fault-ended') struck.delete(slot);
      if (line.kind === 'machine-ended') ended.add(line.machine);
      // What brokers say of their stores when they first start is no trouble.
      const isOfStory = line.event >= this.#begin && this.#involved.has(line.machine);
      if (isOfStory && ended.has(line.machine) && TROUBLE.has(line.kind)) this.#note(line, RANK.trouble);
    }
    for (const line of struck.values()) this.#note(line, RANK.trouble);
  }

  /** Of processes that had ended. */
  #addStarts(): void {
    const known = new Set<string>();
    for (const { number, timeUs, machine, label } of this.#source.causality.events) {
      if (label !== 'process start') continue;
      const isAgain = known.has(machine);
      known.add(machine);
      if (!isAgain || number < this.#begin || !this.#involved.has(machine)) continue;
      const what = 'process-started';
      this.#add(
        { kind: 'note', event: number, atUs: timeUs, what, machine, text: 'starts again' },
        RANK.trouble,
      );
    }
  }

  /** Descriptions of faults name machines, or groups of them by their role. */
  #concerns(description: string): boolean {
    const [, role] = /\beach ([a-z-]+)/.exec(description) ?? [];
    return [...this.#involved].some(
      (machine) => hasWord(description, machine) || (role !== undefined && machine.startsWith(`${role}-`)),
    );
  }

  #eventOf(line: AccountLine): TraceEvent | undefined {
    return this.#source.causality.find(line.identity);
  }

  #note({ event, atUs, kind, machine, text }: AccountLine, rank: number): void {
    this.#add({ kind: 'note', event, atUs, what: kind, machine, text }, rank);
  }

  /** Whatever is found twice counts where it matters more. */
  #add(step: Material['step'], rank: number): void {
    const name = step.kind === 'packet' ? '' : `${step.machine} ${step.text}`;
    if (rank === RANK.never) return;
    const key = `${step.kind} ${step.event} ${name}`;
    const known = this.#material.get(key);
    if (known === undefined || rank < known.rank) this.#material.set(key, { step, rank });
  }
}

/** By the label of the event that sent it. */
const DELAYS: Readonly<Record<string, NonNullable<PacketStep['delay']>>> = {
  'network release': 'held',
  'network retransmission': 'sent-again',
};

const HANDSHAKE: ReadonlySet<string> = new Set(['connect', 'accepted']);

const TROUBLE: ReadonlySet<string> = new Set([
  'machine-ended',
  'log-recovered',
  'log-broken',
  'broker-removed',
]);
