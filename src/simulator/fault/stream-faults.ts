// Faults of connections: their openings, their bytes and their ends.

import { around, loseReplies } from '../network/rule.ts';
import { breakStreams, fragment, halfOpen, slowAccept } from '../network/stream-rules.ts';
import { faultClass, TIMES } from './fault-class.ts';
import { between, MACHINE, oneOf } from './fault-field.ts';
import { indices, pick, STRUCK, struckName } from './machine-choice.ts';
import { ruled } from './rule-episode.ts';

const MICROSECONDS = 1000;
const MILLION = 1_000_000;
const UNKNOWN_OUTCOME = 'nothing: a caller must cope with an unknown outcome';
const HEAL = 'the rule is removed';

export const loseReply = faultClass({
  name: 'lose-reply',
  doc: 'The next replies of a server to one client are lost together with their connection, after the request took effect.',
  toll: 'delay',
  budget: UNKNOWN_OUTCOME,
  heal: HEAL,
  fields: { server: MACHINE, client: MACHINE, count: between(1, 3), ...TIMES },
  begin: ({ server, client, count }, scene) => {
    const from = pick(scene, 'server', server);
    const to = pick(scene, 'client', client);
    return ruled(scene, loseReplies(from.index, to.index, count));
  },
  describe: ({ server, client, count }, world) =>
    `${count} of ${pick(world, 'server', server).name} to ${pick(world, 'client', client).name}`,
});

export const breakConnections = faultClass({
  name: 'break-streams',
  doc: 'What a machine writes to streams or is sent by them is lost together with the connection, by chance.',
  toll: 'delay',
  budget: UNKNOWN_OUTCOME,
  heal: HEAL,
  fields: { ...STRUCK, perMillion: oneOf(2000, 20_000, 100_000), ...TIMES },
  begin: ({ role, index, perMillion }, scene) => {
    const rule = breakStreams(Math.min(perMillion, MILLION));
    return ruled(scene, around(pick(scene, role, index).index, rule));
  },
  describe: (fault, world) => `${struckName(fault, world)} ${fault.perMillion} in a million`,
});

export const fragmentStreams = faultClass({
  name: 'fragment',
  doc: 'What a machine writes to streams or is sent by them arrives in pieces that were cut after any byte.',
  toll: 'delay',
  budget: 'nothing',
  heal: HEAL,
  fields: { ...STRUCK, maximumBytes: oneOf(60, 400, 1400), ...TIMES },
  begin: ({ role, index, maximumBytes }, scene) =>
    ruled(scene, around(pick(scene, role, index).index, fragment(Math.max(1, maximumBytes)))),
  describe: (fault, world) => `${struckName(fault, world)} up to ${fault.maximumBytes} bytes`,
});

export const acceptSlowly = faultClass({
  name: 'slow-accept',
  doc: 'The system of a machine accepts a connection and its process takes it much later: what the other side writes waits.',
  toll: 'delay',
  budget: 'nothing',
  heal: `${HEAL}; a connection that waits is taken at its time`,
  fields: { ...STRUCK, delayMs: oneOf(50, 500, 5000), ...TIMES },
  begin: ({ role, index, delayMs }, scene) =>
    ruled(scene, slowAccept(pick(scene, role, index).index, delayMs * MICROSECONDS)),
  describe: (fault, world) => `${struckName(fault, world)} ${fault.delayMs} ms`,
});

export const halfOpenStreams = faultClass({
  name: 'half-open',
  doc: 'That a machine closed or reset a connection reaches the other side late: until then it takes the connection for open.',
  toll: 'delay',
  budget: UNKNOWN_OUTCOME,
  heal: `${HEAL}; a notice that is under way arrives at its time`,
  fields: { ...STRUCK, delayMs: oneOf(500, 3000, 10_000), ...TIMES },
  begin: ({ role, index, delayMs }, scene) => {
    const machine = pick(scene, role, index);
    const others = indices(scene.group('any').filter((other) => other !== machine));
    if (others.size === 0) return undefined;
    return ruled(scene, halfOpen(indices([machine]), others, delayMs * MICROSECONDS));
  },
  describe: (fault, world) => `${struckName(fault, world)} ${fault.delayMs} ms`,
});
