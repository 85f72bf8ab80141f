// A pass for what removal alone does not achieve: a plan without one more slot or machine, under another seed. The seed of a plan decides
// latencies, ties and service times; what a failure needs of them may be rare where little happens, and another seed has it.

import type { Plan } from '../../scenario/plan.ts';
import type { Edit, Pass } from './pass.ts';

/** Seeds for each plan that is tried. */
const SEEDS = 5;
const MARK = '~';

export function withOtherLuck(passes: readonly Pass[]): Pass {
  return {
    name: 'other luck',
    isSingly: true,
    edits: (plan) =>
      passes.flatMap((pass) => pass.edits(plan)).flatMap((edit) => seedsFor(plan).map(reseeded(edit))),
  };
}

function reseeded(edit: Edit): (seed: string) => Edit {
  return (seed) => (plan) => ({ ...edit(plan), seed });
}

/** Other than its own. */
function seedsFor({ seed }: Plan): readonly string[] {
  const [original = seed] = seed.split(MARK, 1);
  const others = Array.from({ length: SEEDS }, (_, index) => `${original}${MARK}${index + 1}`);
  return others.filter((other) => other !== seed);
}
