// What users write a scenario with: checks nothing but types; the explorer checks the shape when it loads the file.

import type { Design } from './design.ts';
import type { Scenario } from './scenario.ts';

/** Names the type of a scenario's operations by inference. */
export function scenario<Operation>(definition: Scenario<Operation>): Scenario<Operation> {
  return definition;
}

export function design(definition: Design): Design {
  return definition;
}
