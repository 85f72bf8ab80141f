// Turns fault slots into events of the world: begins and ends each episode, and ends all of them at heal.

import { Episode } from './episode.ts';
import { classOf, durationMsOf, type Fault, type FaultKind, type FaultSlot } from './fault.ts';
import type { FaultWorld } from './fault-class.ts';

/** Who is told; the description is for people. */
export interface FaultListener {
  faultBegan(slot: number, description: string, kind: FaultKind): void;
  faultEnded(slot: number): void;
}

export class FaultInjector {
  /** Episodes that really took place: a kill of a machine that is down already is none. */
  readonly episodes: FaultSlot[] = [];
  readonly #world: FaultWorld;
  readonly #listener: FaultListener;
  readonly #open = new Map<number, Episode>();
  #isHealed = false;

  constructor(world: FaultWorld, listener: FaultListener) {
    this.#world = world;
    this.#listener = listener;
  }

  /** Schedules every slot, counted from the start of the disturb phase, which is now. */
  schedule(slots: readonly FaultSlot[]): void {
    const { simulation } = this.#world;
    const startMs = simulation.nowMs;
    for (const { slot, fault } of slots) {
      const beginMs = startMs + fault.atMs;
      const endMs = beginMs + durationMsOf(fault);
      simulation.at(beginMs, { purpose: 'fault begins', ordinal: slot }, () => this.#begin(slot, fault));
      simulation.at(endMs, { purpose: 'fault ends', ordinal: slot }, () => this.#end(slot));
    }
  }

  /** Ends every episode; none begins any more. */
  heal(): void {
    this.#isHealed = true;
    for (const slot of [...this.#open.keys()]) this.#end(slot);
    this.#world.holds.releaseAll();
  }

  #begin(slot: number, fault: Fault): void {
    if (this.#isHealed) return;
    const episode = new Episode(this.#world, slot);
    const begun = episode.begin(fault);
    if (begun === undefined) return;
    this.#open.set(slot, episode);
    if (!begun.isEpisode) return;
    this.episodes.push({ slot, fault });
    const struck = classOf(fault.kind).describe(fault, this.#world);
    this.#listener.faultBegan(slot, `${fault.kind} ${struck} for ${durationMsOf(fault)} ms`, fault.kind);
  }

  #end(slot: number): void {
    const episode = this.#open.get(slot);
    if (episode === undefined) return;
    this.#open.delete(slot);
    episode.end();
    this.#listener.faultEnded(slot);
  }
}
