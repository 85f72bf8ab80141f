// All passes in the order in which they are tried: first what takes most away, so that later runs are short.

import type { Scenario } from '../../scenario/scenario.ts';
import { dropFaults, dropOperations } from './drop-slots.ts';
import { plainIndices } from './machine-indices.ts';
import { withOtherLuck } from './other-luck.ts';
import { ownConditions } from './own-conditions.ts';
import type { Pass } from './pass.ts';
import { roundNumbers } from './round-numbers.ts';
import { shortenDisturb } from './shorten.ts';
import { lessenPasses, simplifyPasses } from './simplify.ts';

export interface Passes {
  /** Tried again and again until none of them finds anything. */
  readonly main: readonly Pass[];
  /** Tried then; dear, and whatever it finds is where the others begin anew. */
  readonly last: Pass;
}

export function passesFor(scenario: Scenario): Passes {
  const { fewerMachines, calmerConditions, plainerFaults, plainerOperations } = simplifyPasses(scenario);
  const { smallerCluster, shorterFaults, smallerOperations, milderConditions } = lessenPasses(scenario);
  /** A length that the scenario says itself is meant. */
  const shorten = ownConditions(scenario).includes('disturbMs') ? [] : [shortenDisturb];
  return {
    main: [
      dropFaults,
      dropOperations,
      fewerMachines,
      calmerConditions,
      plainerFaults,
      plainerOperations,
      plainIndices,
      ...shorten,
      smallerCluster,
      shorterFaults,
      smallerOperations,
      milderConditions,
      roundNumbers(scenario),
    ],
    last: withOtherLuck([dropFaults, dropOperations, smallerCluster]),
  };
}
