// What the machines of the probe world noticed, and when: the only thing that tests of fault classes look at.

import type { Simulation } from '../../simulation.ts';
import { SIMULATION_DEFAULTS } from '../../simulation-options.ts';

export interface Noticed {
  readonly atMs: number;
  readonly machine: string;
  readonly what: string;
  readonly value: number;
}

export class Journal {
  readonly #noticed: Noticed[] = [];
  #simulation: Simulation | undefined;

  watch(simulation: Simulation): void {
    this.#simulation = simulation;
  }

  /** What every wall clock should show. */
  get rightWallMs(): number {
    return SIMULATION_DEFAULTS.epochMs + Math.floor(this.#simulation?.nowMs ?? 0);
  }

  note(machine: string, what: string, value = 1): void {
    this.#noticed.push({ atMs: this.#simulation?.nowMs ?? 0, machine, what, value });
  }

  window(fromMs: number, untilMs: number): Window {
    return new Window(this.#noticed.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs));
  }
}

/** What was noticed in a stretch of time. */
export class Window {
  readonly #noticed: readonly Noticed[];

  constructor(noticed: readonly Noticed[]) {
    this.#noticed = noticed;
  }

  values(what: string, machine?: string): readonly number[] {
    return this.#noticed
      .filter((noticed) => noticed.what === what && (machine === undefined || noticed.machine === machine))
      .map(({ value }) => value);
  }

  count(what: string, machine?: string): number {
    return this.values(what, machine).length;
  }

  /** 0 when nothing was noticed. */
  largest(what: string, machine?: string): number {
    return this.values(what, machine).reduce((most, value) => Math.max(most, value), 0);
  }

  /** Infinite when nothing was noticed. */
  smallest(what: string, machine?: string): number {
    return Math.min(...this.values(what, machine));
  }

  /** 0 when nothing was noticed. */
  median(what: string, machine?: string): number {
    const values = this.values(what, machine).toSorted((left, right) => left - right);
    return values[values.length >> 1] ?? 0;
  }

  /** How far apart the smallest and the largest are. */
  spread(what: string, machine?: string): number {
    return Math.max(...this.values(what, machine)) - this.smallest(what, machine);
  }

  words(): readonly string[] {
    return [...new Set(this.#noticed.map(({ what }) => what))].sort();
  }
}
