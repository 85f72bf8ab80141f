// An episode that is one rule over packets: it begins when the rule is added and ends when it is removed.

import { around, into, outOf, type PacketRule } from '../network/rule.ts';
import type { Begun, Scene } from './fault-class.ts';
import { type ValueOf, wordOf } from './fault-field.ts';

export function ruled(scene: Scene, rule: PacketRule): Begun {
  return { isEpisode: true, end: scene.simulation.fabric.addRule(rule) };
}

/** Which packets of a machine a fault is about. */
export const DIRECTION = wordOf('both', 'both', 'incoming', 'outgoing');
type Direction = ValueOf<typeof DIRECTION>;

/** The rule, for what a machine says to others, hears from them, or both. */
export function directed(machine: number, direction: Direction, rule: PacketRule): PacketRule {
  switch (direction) {
    case 'both':
      return around(machine, rule);
    case 'incoming':
      return into(machine, rule);
    case 'outgoing':
      return outOf(machine, rule);
  }
}
