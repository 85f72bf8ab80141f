// Faults of datagrams, which nobody checks, orders or sends again.

import { datagramTrouble } from '../network/datagram-rules.ts';
import { faultClass, TIMES } from './fault-class.ts';
import { oneOf } from './fault-field.ts';
import { pick, STRUCK, struckName } from './machine-choice.ts';
import { DIRECTION, directed, ruled } from './rule-episode.ts';

const MICROSECONDS = 1000;
const MILLION = 1_000_000;
const CHANCE = oneOf(0, 20_000, 200_000);

export const troubledDatagrams = faultClass({
  name: 'datagram-trouble',
  doc: 'Datagrams of a machine are lost, doubled, overtaken, or arrive with a byte that is another, in both directions or in one.',
  toll: 'delay',
  budget: 'nothing: a datagram is no promise',
  heal: 'the rule is removed; what is under way arrives at its time',
  fields: {
    ...STRUCK,
    direction: DIRECTION,
    lossPerMillion: CHANCE,
    duplicatePerMillion: CHANCE,
    reorderMs: oneOf(0, 5, 100),
    corruptPerMillion: CHANCE,
    ...TIMES,
  },
  begin: ({ role, index, direction, ...fault }, scene) => {
    const rule = datagramTrouble({
      lossPerMillion: Math.min(fault.lossPerMillion, MILLION),
      duplicatePerMillion: Math.min(fault.duplicatePerMillion, MILLION),
      reorderUs: fault.reorderMs * MICROSECONDS,
      corruptPerMillion: Math.min(fault.corruptPerMillion, MILLION),
    });
    return ruled(scene, directed(pick(scene, role, index).index, direction, rule));
  },
  describe: (fault, world) => `${struckName(fault, world)} (${fault.direction})`,
});
