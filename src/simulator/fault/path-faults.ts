// Faults of single paths through the network: what passes arrives late, in pieces, or not at all together with its connection.

import { loseReplies, slowPath } from '../network/rule.ts';
import { faultClass, TIMES } from './fault-class.ts';
import { between, MACHINE, oneOf } from './fault-field.ts';
import { pick } from './machine-choice.ts';

const MICROSECONDS = 1000;

export const loseReply = faultClass({
  name: 'lose-reply',
  doc: 'The next replies of a server to one client are lost together with their connection, after the request took effect.',
  toll: 'delay',
  budget: 'nothing: a caller must cope with an unknown outcome',
  heal: 'the rule is removed',
  fields: { server: MACHINE, client: MACHINE, count: between(1, 3), ...TIMES },
  begin: ({ server, client, count }, scene) => {
    const from = pick(scene, 'server', server);
    const to = pick(scene, 'client', client);
    return {
      isEpisode: true,
      end: scene.simulation.fabric.addRule(loseReplies(from.index, to.index, count)),
    };
  },
  describe: ({ server, client, count }, world) =>
    `${count} of ${pick(world, 'server', server).name} to ${pick(world, 'client', client).name}`,
});

export const slowLink = faultClass({
  name: 'slow-path',
  doc: 'Every packet between two machines takes longer, both ways.',
  toll: 'delay',
  budget: 'nothing',
  heal: 'the rule is removed',
  fields: { left: MACHINE, right: MACHINE, delayMs: oneOf(5, 100, 900, 3500), ...TIMES },
  begin: ({ left, right, delayMs }, scene) => {
    const one = pick(scene, 'any', left);
    const other = pick(scene, 'any', right);
    if (one === other) return undefined;
    const rule = slowPath(one.index, other.index, delayMs * MICROSECONDS);
    return { isEpisode: true, end: scene.simulation.fabric.addRule(rule) };
  },
  describe: ({ left, right, delayMs }, world) =>
    `${delayMs} ms more between ${pick(world, 'any', left).name} and ${pick(world, 'any', right).name}`,
});
