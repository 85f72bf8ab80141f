// Decides what becomes of a packet: rules first, then random loss, then latency. It moves nothing.

import { present } from '../../base/assert.ts';
import { hashText } from '../../base/hash.ts';
import { purpose } from '../draws.ts';
import type { Identity } from '../identity.ts';
import { drawLatencyUs } from '../latency.ts';
import type { NetworkOptions } from './network-options.ts';
import type { Packet, PacketKind } from './packet.ts';
import type { Garbling, PacketRule, PacketVerdict, RuleWorld } from './rule.ts';

const LATENCY = purpose('network.latency');
const PAIR = purpose('network.pair');
const LOSS = purpose('network.loss');

export type Passage =
  | {
      readonly kind: 'arrives';
      readonly afterUs: number;
      /** Only so many bytes of it; the rest is to be judged by itself. 0: all of it. */
      readonly cutBytes: number;
      readonly garbling: Garbling | undefined;
    }
  | { readonly kind: 'lost' }
  | { readonly kind: 'reset' }
  /** Until this rule is removed. */
  | { readonly kind: 'held'; readonly rule: PacketRule };

const LOST: Passage = Object.freeze({ kind: 'lost' });
const BROKEN: Passage = Object.freeze({ kind: 'reset' });

export class Fabric {
  readonly #world: RuleWorld;
  readonly #options: NetworkOptions;
  readonly #rules: PacketRule[] = [];
  readonly #waiting = new Map<PacketRule, (() => void)[]>();
  readonly #machineKeys: number[] = [];
  #packets = 0;
  #bytes = 0;

  constructor(world: RuleWorld, options: NetworkOptions) {
    this.#world = world;
    this.#options = options;
  }

  /** Packets judged so far. */
  get packets(): number {
    return this.#packets;
  }

  /** Bytes that they carried, also those that were lost. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Draws know machines by their names, so that one machine less leaves the others' latencies as they were. */
  nameMachine(index: number, name: string): void {
    this.#machineKeys[index] = hashText(name);
  }

  get hasRules(): boolean {
    return this.#rules.length > 0;
  }

  /** Returns what takes the rule away again, and lets go what it held. */
  addRule(rule: PacketRule): () => void {
    this.#rules.push(rule);
    return () => {
      const index = this.#rules.indexOf(rule);
      if (index < 0) return;
      this.#rules.splice(index, 1);
      this.#release(rule);
    };
  }

  clearRules(): void {
    this.#rules.length = 0;
    for (const rule of [...this.#waiting.keys()]) this.#release(rule);
  }

  /** Calls when the rule that holds a packet has been removed, in the order of these calls. */
  awaitRelease(rule: PacketRule, released: () => void): void {
    const waiting = this.#waiting.get(rule);
    if (waiting === undefined) this.#waiting.set(rule, [released]);
    else waiting.push(released);
  }

  judge(packet: Packet, identity: Identity): Passage {
    this.#packets += 1;
    this.#bytes += packet.size;
    const rules = this.#rules;
    if (rules.length > 0 && packet.kind === 'data') return this.#judgeData(packet, identity);
    for (let index = 0; index < rules.length; index += 1) {
      const verdict = (rules[index] as PacketRule)(packet, identity, this.#world);
      if (verdict !== undefined) return this.#judgeFrom({ index, verdict, cutBytes: 0 }, packet, identity);
    }
    return this.#pass(packet, identity);
  }

  /** Whether a rule drops what would tell the sender that this packet arrived. */
  losesAcknowledgement(packet: Packet, identity: Identity): boolean {
    const { source, destination, towardsServer } = packet;
    const answer: Packet = {
      kind: 'acknowledgement',
      source: destination,
      destination: source,
      size: 0,
      towardsServer: towardsServer === undefined ? undefined : !towardsServer,
    };
    return this.#rules.some((rule) => rule(answer, identity, this.#world)?.kind === 'drop');
  }

  /** How much later than its machine a process takes a connection. */
  acceptDelayUs(accepting: { client: number; server: number }, identity: Identity): number {
    const packet: Packet = {
      kind: 'accept',
      source: accepting.client,
      destination: accepting.server,
      size: 0,
      towardsServer: true,
    };
    let delayUs = 0;
    for (const rule of this.#rules) {
      const verdict = rule(packet, identity, this.#world);
      if (verdict?.kind === 'defer') delayUs += verdict.us;
    }
    return delayUs;
  }

  #judgeData(packet: Packet, identity: Identity): Passage {
    const cutBytes = this.#cutBytes(packet, identity);
    if (cutBytes > 0) this.#bytes -= packet.size - cutBytes;
    const judged = cutBytes === 0 ? packet : shapeAs('data', packet, cutBytes);
    return this.#judgeFrom({ index: -1, verdict: undefined, cutBytes }, judged, identity);
  }

  /** The rest of judging, from the first rule on that had something to say. */
  #judgeFrom(
    start: { index: number; verdict: PacketVerdict | undefined; cutBytes: number },
    packet: Packet,
    identity: Identity,
  ): Passage {
    const rules = this.#rules;
    let { index, verdict } = start;
    let delayUs = 0;
    let garbling: Garbling | undefined;
    while (true) {
      const taken = taking(verdict, rules[index]);
      if (taken !== undefined) return taken;
      if (verdict?.kind === 'garble') garbling = garbledBy(verdict, garbling);
      if (verdict?.kind === 'delay' || verdict?.kind === 'garble') delayUs += verdict.us;
      index += 1;
      if (index >= rules.length) break;
      verdict = (rules[index] as PacketRule)(packet, identity, this.#world);
    }
    const passage = this.#pass(packet, identity);
    if (passage.kind !== 'arrives') return passage;
    return { kind: 'arrives', afterUs: delayUs + passage.afterUs, cutBytes: start.cutBytes, garbling };
  }

  /** What becomes of a packet that no rule takes away. */
  #pass(packet: Packet, identity: Identity): Passage {
    const { draws } = this.#world;
    const { high, low } = identity;
    if (draws.chance(this.#options.lossPerMillion, LOSS, high, low)) return LOST;
    const latencyUs = drawLatencyUs(this.#options.latency, draws, LATENCY, identity);
    return { kind: 'arrives', afterUs: latencyUs + this.#pairUs(packet), cutBytes: 0, garbling: undefined };
  }

  /** Bytes of the shortest piece that a rule cuts from this data; 0 when none does. */
  #cutBytes(packet: Packet, identity: Identity): number {
    const write: Packet = shapeAs('write', packet, packet.size);
    let least = packet.size;
    for (const rule of this.#rules) {
      const verdict = rule(write, identity, this.#world);
      if (verdict?.kind === 'cut') least = Math.min(least, verdict.bytes);
    }
    return least < packet.size ? least : 0;
  }

  #release(rule: PacketRule): void {
    const waiting = this.#waiting.get(rule) ?? [];
    this.#waiting.delete(rule);
    for (const released of waiting) released();
  }

  /** Constant part of the latency between two machines, one value per direction. */
  #pairUs(packet: Packet): number {
    const bound = this.#options.pairLatencyUs;
    if (bound === 0) return 0;
    const from = this.#machineKeys[packet.source] as number;
    const to = this.#machineKeys[packet.destination] as number;
    return this.#world.draws.lastingBelow(bound + 1, PAIR, from, to);
  }
}

/** What rules see of a packet, or of a part of it. */
function shapeAs(kind: PacketKind, { source, destination, towardsServer }: Packet, size: number): Packet {
  return { kind, source, destination, size, towardsServer };
}

/** What becomes of a packet that a rule takes away; undefined when it does not. */
function taking(verdict: PacketVerdict | undefined, rule: PacketRule | undefined): Passage | undefined {
  if (verdict?.kind === 'drop') return LOST;
  if (verdict?.kind === 'reset') return BROKEN;
  return verdict?.kind === 'hold' ? { kind: 'held', rule: present(rule, 'rule that holds') } : undefined;
}

function garbledBy(verdict: Garbling, before: Garbling | undefined): Garbling {
  if (before === undefined) return verdict;
  return {
    isTwice: before.isTwice || verdict.isTwice,
    isCorrupt: before.isCorrupt || verdict.isCorrupt,
  };
}
