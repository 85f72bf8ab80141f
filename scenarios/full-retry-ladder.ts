// The whole ladder: a message that always fails comes again sixteen times, after 10 s first and after two hours in the end, and is a dead
// letter after 4 hours and 46 minutes of virtual time (mission rows C6, E2). Brokers, consumers and the network between them fail somewhere on
// the way. Small, since so much time passes, and without slaves: five hours of the beats of replication cost more than all the rest.

import { type Arbitrary, constant, constantFrom, integer, record } from 'fast-check';
import { decodeText, encodeText } from '../src/base/bytes.ts';
import { DEFAULT_STORE_OPTIONS } from '../src/messaging/store/options.ts';
import { deadLetters } from '../src/oracles/dead-letters.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import { retryLadder } from '../src/oracles/retry-ladder.ts';
import { faultSource } from '../src/scenario/fault-source.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

interface Task {
  readonly atMs: number;
  /** Its handler fails so often. */
  readonly failures: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Of a group that does not say. */
const DEFAULT_RETRIES = 16;
const ALWAYS = 99;
const LOCAL_RETRY_MS = 5000;
const DELAY_LEVELS_MS = DEFAULT_STORE_OPTIONS.delayLevelsMs;
/** All delays of the ladder together are 45 min 40 s above four hours. */
const LADDER_MS = 4 * HOUR_MS + 46 * MINUTE_MS;
/** Somewhere on the ladder: a step is under way, or about to end. */
const ON_THE_WAY_MS = [
  5000,
  11_000,
  41_000,
  10 * MINUTE_MS,
  HOUR_MS + 500,
  2 * HOUR_MS,
  4 * HOUR_MS,
] as const;

const task: Arbitrary<Task> = record({
  atMs: integer({ min: 0, max: 2000 }),
  failures: constantFrom(ALWAYS, ALWAYS, ALWAYS, DEFAULT_RETRIES, 3, 0),
});

const TROUBLE = { atMs: ON_THE_WAY_MS } as const;

export const fullRetryLadder: Scenario<Task> = {
  name: 'full-retry-ladder',
  doc: 'Tasks that always fail: tried again sixteen times in 4 h 46 min of virtual time, then dead letters, whatever dies on the way.',
  channel: {
    topic: 'tasks',
    group: 'workers',
    isStrictlyOrdered: false,
    consumption: 'concurrent',
    failing: {
      outcome: ({ body, reconsumeTimes }) =>
        reconsumeTimes >= Number.parseInt(decodeText(body), 10) ? 'success' : 'failure',
      delayLevelsMs: DELAY_LEVELS_MS,
    },
  },
  longestDelayMs: LADDER_MS,
  topology: record({
    nameServers: constant(1),
    brokers: constant(1),
    producers: constant(1),
    consumers: constantFrom(1, 1, 2),
    queuesPerBroker: constant(1),
  }),
  conditions: record({ disturbMs: constant(LADDER_MS) }),
  operations: { slot: task, minimum: 1, maximum: 3 },
  startMs: ({ atMs }) => atMs,
  async execute({ failures }, { slot, send }) {
    await send({ key: `task-${slot}`, ordinal: 0 }, encodeText(`${failures} times, task ${slot}`));
  },
  faults: [
    faultSource('kill-process', { roles: ['broker'], fields: TROUBLE, chancePerCent: 60, maximum: 2 }),
    faultSource(['kill-process', 'stop-process'], {
      roles: ['consumer'],
      fields: TROUBLE,
      chancePerCent: 50,
      maximum: 2,
    }),
    faultSource('partition', { fields: TROUBLE, chancePerCent: 40, maximum: 2 }),
    faultSource('lose-reply', { fields: TROUBLE, chancePerCent: 40, maximum: 2 }),
  ],
  oracles: [
    retryLadder({ delayLevelsMs: DELAY_LEVELS_MS, localRetryMs: LOCAL_RETRY_MS }),
    deadLetters(DEFAULT_RETRIES),
    noLostMessage,
    noPhantom,
    queueFollowsLog,
  ],
  reach: [MARKS.retried, MARKS.deadLetter, MARKS.failureRepeated],
};
