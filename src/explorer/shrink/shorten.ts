// A pass that makes the disturb phase shorter: the sooner everything heals, the sooner a run is over, for the machine and for its reader.

import type { Plan } from '../../scenario/plan.ts';
import type { Pass } from './pass.ts';

/** A second keeps the phase what it is. */
const SHORTEST_MS = 1000;
const PARTS = [0, 0.25, 0.5, 0.75] as const;

export const shortenDisturb: Pass = {
  name: 'a shorter disturb phase',
  isSingly: true,
  edits: ({ conditions: { disturbMs } }) =>
    PARTS.map((part) => Math.max(SHORTEST_MS, Math.ceil((disturbMs * part) / SHORTEST_MS) * SHORTEST_MS))
      .filter((shorterMs, index, all) => shorterMs < disturbMs && all.indexOf(shorterMs) === index)
      .map((shorterMs) => (plan: Plan) => ({
        ...plan,
        conditions: { ...plan.conditions, disturbMs: shorterMs },
      })),
};
