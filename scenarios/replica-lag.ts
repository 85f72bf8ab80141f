// Masters with one or two slaves each, and trouble between them: ways that are cut, slow or narrow, connections that break or are half open,
// slaves that die, lose power or begin anew with an empty disk, masters that die. Segments hold a few records, and transfers pieces of them.
// Whatever happens, copies of a log are the same as far as they go, what was confirmed is copied, and in the end nobody is behind.

import { type Arbitrary, boolean, constantFrom, integer, oneof, record } from 'fast-check';
import { encodeText } from '../src/base/bytes.ts';
import { confirmedIsCopied } from '../src/oracles/confirmed-is-copied.ts';
import { deliveredStays } from '../src/oracles/delivered-stays.ts';
import { flushedSurvives } from '../src/oracles/flushed-survives.ts';
import { lagReturnsToZero } from '../src/oracles/lag-returns-to-zero.ts';
import { lossIsASuffix } from '../src/oracles/loss-is-a-suffix.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { offsetNeverBack } from '../src/oracles/offset-never-back.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import { replicasSharePrefix } from '../src/oracles/replicas-share-prefix.ts';
import { slaveGivenItsTime } from '../src/oracles/slave-given-its-time.ts';
import { whereCopiesAreWaitedFor } from '../src/scenario/expected-mark.ts';
import { faultSource, loseReply, slowPath } from '../src/scenario/fault-source.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import type { Role } from '../src/scenario/role.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

const WAYS = ['one by one', 'at once', 'as a batch', 'in haste'] as const;

interface Burst {
  /** Bursts begin at whole beats, and faults strike just behind one, while something is under way. */
  readonly beat: number;
  readonly way: (typeof WAYS)[number];
  readonly messages: number;
  /** Of the first message; each further one has some bytes more. */
  readonly bodyBytes: number;
}

const GROWTH_BYTES = 37;
const BEAT_MS = 500;
const BEATS = 40;
const LAST_FAULT_BEAT = 32;

const burst: Arbitrary<Burst> = record({
  beat: integer({ min: 0, max: BEATS }),
  way: constantFrom(...WAYS, 'at once', 'at once'),
  messages: integer({ min: 1, max: 5 }),
  bodyBytes: oneof(integer({ min: 1, max: 1200 }), constantFrom(1, 20, 400, 1000)),
});

const BEHIND_BEAT_MS = [2, 1, 4, 10, 30, 3] as const;
const BEHIND_BEATS: readonly number[] = Array.from(
  { length: LAST_FAULT_BEAT },
  (_, beat) => beat * BEAT_MS + (BEHIND_BEAT_MS[beat % BEHIND_BEAT_MS.length] as number),
);

const atMs = { atMs: BEHIND_BEATS } as const;
const DOWN = { ...atMs, downMs: [10, 100, 1000, 4000] } as const;
const BETWEEN = {
  ...atMs,
  role: ['master'],
  otherRole: ['slave'],
  durationMs: [500, 4000, 12_000, 28_000],
} as const;
const KEEPERS: readonly Role[] = ['slave', 'slave', 'master'];

export const replicaLag: Scenario<Burst> = {
  name: 'replica-lag',
  doc: 'Trouble between masters and their slaves, which die, lose power and begin anew: copies agree, what is confirmed is copied, lag returns to zero.',
  copies: 2,
  channel: { topic: 'ledger', group: 'clerks', isStrictlyOrdered: false, consumption: 'concurrent' },
  topology: record({
    nameServers: constantFrom(1),
    brokers: constantFrom(1, 1, 2),
    producers: constantFrom(1, 1, 2),
    consumers: constantFrom(1),
    queuesPerBroker: constantFrom(1, 2),
    slavesPerBroker: constantFrom(1, 1, 2),
  }),
  conditions: record({
    commitLogFileBytes: oneof(integer({ min: 2048, max: 4096 }), constantFrom(2048, 4096, 16_384, 65_536)),
    consumeQueueFileUnits: constantFrom(4, 16, 300),
    latencyMinimumUs: constantFrom(50, 200),
    latencyMeanUs: constantFrom(100, 500, 2000),
    handlingMs: constantFrom(0, 0, 5),
    disturbMs: integer({ min: 20_000, max: 30_000 }),
    replication: record({
      transferBatchBytes: constantFrom(64, 300, 1000, 32_768),
      metadataFirstMs: constantFrom(500, 3000),
      metadataIntervalMs: constantFrom(2000, 10_000),
      slaveReadEnable: boolean(),
    }),
  }),
  operations: { slot: burst, minimum: 16, maximum: 28 },
  startMs: ({ beat }) => beat * BEAT_MS,
  async execute({ way, messages, bodyBytes }, { slot, send, sendLoose }) {
    const key = `entry-${slot}`;
    const all = Array.from({ length: messages }, (_, ordinal) => {
      const bytes = bodyBytes + ordinal * GROWTH_BYTES;
      return { key, ordinal, body: encodeText(`${key} ${ordinal} `.padEnd(bytes, '.')) };
    });
    switch (way) {
      case 'one by one':
        await Promise.all(all.map(({ ordinal, body }) => send({ key, ordinal }, body)));
        break;
      case 'at once':
        await Promise.all(all.map((message) => sendLoose([message])));
        break;
      case 'as a batch':
        await sendLoose(all);
        break;
      case 'in haste':
        await Promise.all(all.map((message) => sendLoose([message], { waitsForStore: false })));
        break;
    }
  },
  faults: [
    faultSource('group-partition', { fields: BETWEEN, chancePerCent: 60, maximum: 2 }),
    faultSource('kill-process', { roles: KEEPERS, fields: DOWN, chancePerCent: 70, maximum: 3 }),
    faultSource('stop-process', { roles: KEEPERS, fields: DOWN, chancePerCent: 20, maximum: 1 }),
    faultSource('power-loss', { roles: ['slave'], fields: DOWN, chancePerCent: 40, maximum: 2 }),
    faultSource('wipe-disk', { roles: ['slave'], fields: DOWN, chancePerCent: 20, maximum: 1 }),
    faultSource('crash-in-write', { roles: ['slave'], fields: DOWN, chancePerCent: 30, maximum: 2 }),
    faultSource('isolate', { roles: ['slave'], fields: atMs, chancePerCent: 40, maximum: 2 }),
    faultSource('half-open', { roles: ['slave'], fields: atMs, chancePerCent: 30, maximum: 2 }),
    faultSource('break-streams', { roles: ['slave'], fields: atMs, chancePerCent: 20, maximum: 1 }),
    faultSource('bandwidth', { roles: KEEPERS, fields: atMs, chancePerCent: 20, maximum: 1 }),
    faultSource('pause', { roles: KEEPERS, fields: atMs, chancePerCent: 20, maximum: 1 }),
    faultSource('disk-stall', { roles: KEEPERS, fields: atMs, chancePerCent: 30, maximum: 2 }),
    loseReply,
    slowPath,
    faultSource('kill-process', { roles: ['consumer'], fields: DOWN, chancePerCent: 40, maximum: 2 }),
  ],
  oracles: [
    replicasSharePrefix,
    confirmedIsCopied,
    slaveGivenItsTime,
    lagReturnsToZero,
    noLostMessage,
    noPhantom,
    queueFollowsLog,
    lossIsASuffix,
    flushedSurvives,
    deliveredStays,
    offsetNeverBack,
  ],
  reach: [
    MARKS.deliveredTwice,
    MARKS.brokerDiedWithSends,
    whereCopiesAreWaitedFor(REPLICA_MARKS.timedOut),
    REPLICA_MARKS.caughtUp,
    REPLICA_MARKS.inPieces,
    REPLICA_MARKS.silence,
  ],
};
