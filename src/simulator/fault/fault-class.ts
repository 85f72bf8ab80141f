// A class of faults, defined once: its words for people, its fields, how it begins and how it is undone. The type of its faults, the
// schema of saved ones, the drawing of new ones and `list faults` follow from the definition.

import type { Machine } from '../machine.ts';
import type { Simulation } from '../simulation.ts';
import { between, type FaultFields, type ValueOf } from './fault-field.ts';
import type { Holds } from './holds.ts';
import type { Toll } from './toll.ts';

/** The world that faults strike. */
export interface FaultWorld {
  readonly simulation: Simulation;
  /** Machines that are held down or paused. */
  readonly holds: Holds;
  /**
   * The machines of a group, in a fixed order. Every world has `any` (all that faults may strike), `server` and `client`; the other
   * names are the world's own.
   */
  group(name: string): readonly Machine[];
}

/** The world during one episode. */
export interface Scene extends FaultWorld {
  /** Slot of the fault: names what the episode draws. */
  readonly slot: number;
  /** Does something later in the episode; not any more once the episode has ended. */
  after(delayMs: number, action: () => void): void;
}

export interface Begun {
  /** False when it adds nothing but time: the machine is down already. */
  readonly isEpisode: boolean;
  /** Undoes it. Runs once, when its time is over or at heal. */
  readonly end: () => void;
}

/** Begin of every fault, and how long it lasts: milliseconds from the start of the disturb phase. */
export const AT = Object.freeze({ atMs: between(0, 14_000) });
export const TIMES = Object.freeze({ ...AT, durationMs: between(50, 20_000) });
export const DOWN_TIMES = Object.freeze({ ...AT, downMs: between(10, 15_000) });

type Timed = { readonly atMs: unknown } & ({ readonly durationMs: unknown } | { readonly downMs: unknown });

export type FaultOf<Kind extends string, Fields extends FaultFields> = { readonly kind: Kind } & {
  readonly [Name in keyof Fields]: ValueOf<Fields[Name]>;
};

export interface FaultClass<Kind extends string = string, Fields extends FaultFields = FaultFields> {
  readonly name: Kind;
  readonly doc: string;
  readonly toll: Toll;
  /** What it takes from the fault budget, in words. */
  readonly budget: string;
  /** How it is undone at heal. */
  readonly heal: string;
  readonly fields: Fields;
  /** Undefined when it changes nothing: it needs two machines and there is one. */
  begin(fault: FaultOf<Kind, Fields>, scene: Scene): Begun | undefined;
  /** Whom it strikes and how, without its times. */
  describe(fault: FaultOf<Kind, Fields>, world: FaultWorld): string;
}

export function faultClass<const Kind extends string, const Fields extends FaultFields & Timed>(
  definition: FaultClass<Kind, Fields>,
): FaultClass<Kind, Fields> {
  return definition;
}
