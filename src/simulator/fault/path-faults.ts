// Faults of the ways through the network: what passes takes longer, is lost by chance, or is rationed.

import { bandwidth, jitter, loss } from '../network/path-rules.ts';
import { slowPath } from '../network/rule.ts';
import { faultClass, TIMES } from './fault-class.ts';
import { MACHINE, oneOf } from './fault-field.ts';
import { pick, STRUCK, struckName } from './machine-choice.ts';
import { DIRECTION, directed, ruled } from './rule-episode.ts';

const MICROSECONDS = 1000;
const MILLION = 1_000_000;
const KIBIBYTE = 1024;
const HEAL = 'the rule is removed; what is under way arrives at its time';

export const slowLink = faultClass({
  name: 'slow-path',
  doc: 'Every packet between two machines takes longer, both ways.',
  toll: 'delay',
  budget: 'nothing',
  heal: HEAL,
  fields: { left: MACHINE, right: MACHINE, delayMs: oneOf(5, 100, 900, 3500), ...TIMES },
  begin: ({ left, right, delayMs }, scene) => {
    const one = pick(scene, 'any', left);
    const other = pick(scene, 'any', right);
    if (one === other) return undefined;
    return ruled(scene, slowPath(one.index, other.index, delayMs * MICROSECONDS));
  },
  describe: ({ left, right, delayMs }, world) =>
    `${delayMs} ms more between ${pick(world, 'any', left).name} and ${pick(world, 'any', right).name}`,
});

export const jitteryLink = faultClass({
  name: 'jitter',
  doc: 'Every packet of a machine takes longer by an amount of its own, in both directions or in one; datagrams overtake each other.',
  toll: 'delay',
  budget: 'nothing',
  heal: HEAL,
  fields: { ...STRUCK, direction: DIRECTION, maximumMs: oneOf(5, 50, 500), ...TIMES },
  begin: ({ role, index, direction, maximumMs }, scene) =>
    ruled(scene, directed(pick(scene, role, index).index, direction, jitter(maximumMs * MICROSECONDS))),
  describe: (fault, world) => `${struckName(fault, world)} up to ${fault.maximumMs} ms (${fault.direction})`,
});

export const lossyLink = faultClass({
  name: 'packet-loss',
  doc: 'Packets of a machine are lost by chance, in both directions or in one; streams send them again.',
  toll: 'delay',
  budget: 'nothing',
  heal: 'the rule is removed; streams send again what was lost',
  fields: { ...STRUCK, direction: DIRECTION, perMillion: oneOf(20_000, 100_000, 400_000), ...TIMES },
  begin: ({ role, index, direction, perMillion }, scene) =>
    ruled(scene, directed(pick(scene, role, index).index, direction, loss(Math.min(perMillion, MILLION)))),
  describe: (fault, world) =>
    `${struckName(fault, world)} ${fault.perMillion} in a million (${fault.direction})`,
});

export const narrowLink = faultClass({
  name: 'bandwidth',
  doc: 'Of what a machine sends, or each other one sends it, only so many bytes a second get through; what does not fit into a queue is lost.',
  toll: 'delay',
  budget: 'nothing',
  heal: HEAL,
  fields: {
    ...STRUCK,
    direction: DIRECTION,
    kibibytesPerSecond: oneOf(8, 64, 512),
    queueKibibytes: oneOf(4, 64),
    ...TIMES,
  },
  begin: ({ role, index, direction, kibibytesPerSecond, queueKibibytes }, scene) => {
    const rule = bandwidth(Math.max(1, kibibytesPerSecond) * KIBIBYTE, queueKibibytes * KIBIBYTE);
    return ruled(scene, directed(pick(scene, role, index).index, direction, rule));
  },
  describe: (fault, world) =>
    `${struckName(fault, world)} ${fault.kibibytesPerSecond} KiB/s (${fault.direction})`,
});
