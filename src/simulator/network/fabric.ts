// Decides what becomes of a packet: rules first, then random loss, then latency. It has no clock and moves nothing.

import { hashText } from '../../base/hash.ts';
import { type Draws, purpose } from '../draws.ts';
import type { Identity } from '../identity.ts';
import { drawLatencyUs } from '../latency.ts';
import type { NetworkOptions } from './network-options.ts';
import type { Packet } from './packet.ts';
import type { PacketRule } from './rule.ts';

const LATENCY = purpose('network.latency');
const PAIR = purpose('network.pair');
const LOSS = purpose('network.loss');

export type Passage =
  | { readonly kind: 'arrives'; readonly afterUs: number }
  | { readonly kind: 'lost' }
  | { readonly kind: 'reset' };

const LOST: Passage = Object.freeze({ kind: 'lost' });
const BROKEN: Passage = Object.freeze({ kind: 'reset' });

export class Fabric {
  readonly #draws: Draws;
  readonly #options: NetworkOptions;
  readonly #rules: PacketRule[] = [];
  readonly #machineKeys: number[] = [];
  #packets = 0;

  constructor(draws: Draws, options: NetworkOptions) {
    this.#draws = draws;
    this.#options = options;
  }

  /** Packets judged so far. */
  get packets(): number {
    return this.#packets;
  }

  /** Draws know machines by their names, so that one machine less leaves the others' latencies as they were. */
  nameMachine(index: number, name: string): void {
    this.#machineKeys[index] = hashText(name);
  }

  get hasRules(): boolean {
    return this.#rules.length > 0;
  }

  /** Returns what takes the rule away again. */
  addRule(rule: PacketRule): () => void {
    this.#rules.push(rule);
    return () => {
      const index = this.#rules.indexOf(rule);
      if (index >= 0) this.#rules.splice(index, 1);
    };
  }

  clearRules(): void {
    this.#rules.length = 0;
  }

  judge(packet: Packet, identity: Identity): Passage {
    this.#packets += 1;
    let delayUs = 0;
    for (const rule of this.#rules) {
      const verdict = rule(packet, identity);
      if (verdict === undefined) continue;
      if (verdict.kind === 'drop') return LOST;
      if (verdict.kind === 'reset') return BROKEN;
      delayUs = verdict.us;
      break;
    }
    const { high, low } = identity;
    if (this.#draws.chance(this.#options.lossPerMillion, LOSS, high, low)) return LOST;
    const latencyUs = drawLatencyUs(this.#options.latency, this.#draws, LATENCY, identity);
    return { kind: 'arrives', afterUs: delayUs + latencyUs + this.#pairUs(packet) };
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
    for (const rule of this.#rules) {
      const verdict = rule(answer, identity);
      if (verdict !== undefined) return verdict.kind === 'drop';
    }
    return false;
  }

  /** Constant part of the latency between two machines, one value per direction. */
  #pairUs(packet: Packet): number {
    const bound = this.#options.pairLatencyUs;
    if (bound === 0) return 0;
    const from = this.#machineKeys[packet.source] as number;
    const to = this.#machineKeys[packet.destination] as number;
    return this.#draws.below(bound + 1, PAIR, from, to);
  }
}
