// Which conditions a scenario draws itself instead of leaving them to what every scenario draws.

import { drawn } from '../../scenario/drawn.ts';
import type { Scenario } from '../../scenario/scenario.ts';

export function ownConditions({ conditions }: Pick<Scenario, 'conditions'>): readonly string[] {
  return conditions === undefined ? [] : Object.keys(drawn(conditions, 'names of own conditions'));
}
