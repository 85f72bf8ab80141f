// All passes in the order in which they are tried: first what takes most away, so that later runs are short.

import type { Scenario } from '../../scenario/scenario.ts';
import { dropFaults, dropOperations } from './drop-slots.ts';
import { ownConditions } from './own-conditions.ts';
import type { Pass } from './pass.ts';
import { shortenDisturb } from './shorten.ts';
import { lessenPasses, simplifyPasses } from './simplify.ts';

export function passesFor(scenario: Scenario): readonly Pass[] {
  /** A length that the scenario says itself is meant. */
  const shorten = ownConditions(scenario).includes('disturbMs') ? [] : [shortenDisturb];
  return [dropFaults, dropOperations, ...simplifyPasses(scenario), ...shorten, ...lessenPasses(scenario)];
}
