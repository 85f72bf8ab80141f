// A small cluster whose brokers lose power, die, and die inside writes all the time, with files of a few records: what a store promises of
// its disk. Messages of every size come in bursts, in batches, in haste and too large; readers are quick; sends go on after each recovery.

import { type Arbitrary, constantFrom, integer, oneof, record } from 'fast-check';
import { encodeText } from '../src/base/bytes.ts';
import { fold32, hashText, mix32 } from '../src/base/hash.ts';
import { configOldOrNew } from '../src/oracles/config-old-or-new.ts';
import { deliveredStays } from '../src/oracles/delivered-stays.ts';
import { duplicatesHaveCauses } from '../src/oracles/duplicates-have-causes.ts';
import { flushedSurvives } from '../src/oracles/flushed-survives.ts';
import { lossIsASuffix } from '../src/oracles/loss-is-a-suffix.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import { faultSource, loseReply } from '../src/scenario/fault-source.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { SLAVES_NOW_AND_THEN } from '../src/scenario/slaves.ts';

const WAYS = ['one by one', 'at once', 'as a batch', 'in haste', 'too large'] as const;

interface Burst {
  /** Bursts begin at whole beats, and faults strike just behind one, while something is under way. */
  readonly beat: number;
  readonly way: (typeof WAYS)[number];
  readonly messages: number;
  /** Of the first message; each further one has some bytes more. */
  readonly bodyBytes: number;
}

/** No segment of these runs holds as much, not even compressed. */
const TOO_LARGE_BYTES = 17_000;
const GROWTH_BYTES = 37;

const burst: Arbitrary<Burst> = record({
  beat: integer({ min: 0, max: 80 }),
  way: constantFrom(...WAYS, 'at once', 'at once'),
  messages: integer({ min: 1, max: 6 }),
  bodyBytes: oneof(integer({ min: 1, max: 1500 }), constantFrom(1, 20, 400, 1000)),
});

/** Bytes that cannot be compressed. */
function noise(slot: number): Uint8Array {
  const seed = hashText(`noise ${slot}`);
  return Uint8Array.from({ length: TOO_LARGE_BYTES }, (_, index) => mix32(fold32(seed, index)) & 0xff);
}

const BEAT_MS = 250;
const LAST_FAULT_BEAT = 56;
const BEHIND_BEAT_MS = [2, 1, 4, 10, 30, 3] as const;

const BEATS: readonly number[] = Array.from({ length: LAST_FAULT_BEAT }, (_, beat) => beat * BEAT_MS);
/** Moments just behind a beat. */
const BEHIND_BEATS = BEATS.map(
  (atMs, beat) => atMs + (BEHIND_BEAT_MS[beat % BEHIND_BEAT_MS.length] as number),
);

const STRIKES = { atMs: BEHIND_BEATS, downMs: [10, 100, 1000, 4000] } as const;

export const powerLoss: Scenario<Burst> = {
  name: 'power-loss',
  doc: 'Brokers lose power, die, and die inside writes, with files of a few records; what was flushed survives, and queues follow the log.',
  channel: { topic: 'ledger', group: 'clerks', isStrictlyOrdered: false, consumption: 'concurrent' },
  topology: record({
    nameServers: constantFrom(1),
    brokers: integer({ min: 1, max: 2 }),
    producers: integer({ min: 1, max: 2 }),
    consumers: integer({ min: 1, max: 2 }),
    queuesPerBroker: integer({ min: 1, max: 2 }),
  }),
  slaves: SLAVES_NOW_AND_THEN,
  conditions: record({
    commitLogFileBytes: oneof(integer({ min: 2048, max: 4096 }), constantFrom(2048, 4096, 16_384)),
    consumeQueueFileUnits: constantFrom(4, 16, 300),
    latencyMinimumUs: constantFrom(50, 200),
    latencyMeanUs: constantFrom(100, 500),
    handlingMs: constantFrom(0, 0, 5),
    disturbMs: integer({ min: 15_000, max: 22_000 }),
  }),
  operations: { slot: burst, minimum: 30, maximum: 40 },
  startMs: ({ beat }) => beat * BEAT_MS,
  async execute({ way, messages, bodyBytes }, { slot, send, sendLoose }) {
    const messageOf = (ordinal: number, bytes = bodyBytes + ordinal * GROWTH_BYTES) => {
      const key = `entry-${slot}`;
      return { key, ordinal, body: encodeText(`${key} ${ordinal} `.padEnd(bytes, '.')) };
    };
    const all = Array.from({ length: messages }, (_, ordinal) => messageOf(ordinal));
    switch (way) {
      case 'one by one':
        await Promise.all(all.map(({ key, ordinal, body }) => send({ key, ordinal }, body)));
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
      case 'too large':
        await sendLoose([{ key: `entry-${slot}`, ordinal: 0, body: noise(slot) }]);
        break;
    }
  },
  faults: [
    faultSource('power-loss', { roles: ['broker'], fields: STRIKES, chancePerCent: 95, maximum: 5 }),
    faultSource('kill-process', { roles: ['broker'], fields: STRIKES, chancePerCent: 60, maximum: 3 }),
    faultSource('crash-in-write', { roles: ['broker'], fields: STRIKES, chancePerCent: 70, maximum: 4 }),
    faultSource('stop-process', { roles: ['broker'], fields: STRIKES, chancePerCent: 25, maximum: 1 }),
    faultSource('disk-stall', { roles: ['broker'], fields: { atMs: BEATS }, chancePerCent: 50, maximum: 3 }),
    faultSource('disk-errors', {
      roles: ['broker'],
      fields: { atMs: BEATS, operation: ['sync'], durationMs: [300, 3000] },
      chancePerCent: 40,
      maximum: 2,
    }),
    loseReply,
  ],
  oracles: [
    noLostMessage,
    noPhantom,
    queueFollowsLog,
    lossIsASuffix,
    flushedSurvives,
    deliveredStays,
    duplicatesHaveCauses,
    configOldOrNew,
  ],
  reach: [MARKS.deliveredTwice, MARKS.brokerDiedWithSends, REPLICA_MARKS.caughtUp],
};
