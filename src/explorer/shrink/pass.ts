// A pass knows one way in which plans become simpler, as a list of edits: a slot less, a value set to the simplest one. They are tried as in
// delta debugging: all of them at once, then halves, quarters, and in the end each alone; what fails as before is kept and the search goes
// on behind it.

import type { Plan } from '../../scenario/plan.ts';

/** Makes a plan simpler by one step; a plan to which it does not apply stays as it is. */
export type Edit = (plan: Plan) => Plan;

export interface Pass {
  readonly name: string;
  /** Steps that this plan leaves, in a fixed order. Each makes it smaller by some measure, so that no search is endless. */
  edits(plan: Plan): readonly Edit[];
  /** Edits exclude each other, such as several smaller values for one number: each is tried alone. */
  readonly isSingly?: boolean;
}

/** Where a search stands: so many edits at a time, from this one on. */
export interface Place {
  readonly size: number;
  readonly position: number;
}

export interface Proposal {
  readonly plan: Plan;
  /** Where the search goes on when this plan is taken. */
  readonly next: Place;
}

export const BEGINNING: Place = { size: Number.MAX_SAFE_INTEGER, position: 0 };

/** What to try next, in order, as long as nothing of it is taken. */
export function* proposals(pass: Pass, plan: Plan, from: Place): Generator<Proposal, void> {
  const edits = pass.edits(plan);
  let size = pass.isSingly === true ? 1 : Math.min(from.size, edits.length);
  let position = from.position;
  while (size >= 1) {
    for (; position < edits.length; position += size) {
      const chunk = edits.slice(position, position + size);
      yield { plan: chunk.reduce((edited, edit) => edit(edited), plan), next: { size, position } };
    }
    if (size === 1) return;
    size = Math.ceil(size / 2);
    position = 0;
  }
}
