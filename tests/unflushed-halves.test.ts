// The limit of the baseline that concerns half messages, and that hardened does not need it: while the log cannot be flushed, a round of checks
// puts a half message back, goes on and saves that it has, and power is lost.

import { describe, expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { hardened } from '../designs/hardened.ts';
import { type BankTransfer, bankTransfer } from '../scenarios/bank-transfer.ts';
import { encodeText } from '../src/base/bytes.ts';
import { logPosition, queueOffset } from '../src/base/numbers.ts';
import { committedOf, givenUpOf, putBackOf } from '../src/messaging/broker/transaction/half-message.ts';
import { operationRecord } from '../src/messaging/broker/transaction/operation-record.ts';
import type { StoredMessage } from '../src/messaging/message/message.ts';
import { DEFAULT_STORE_PARTS } from '../src/messaging/store/parts.ts';
import { MicrotaskPump } from '../src/nodejs/microtask-pump.ts';
import type { Oracle } from '../src/oracles/oracle.ts';
import type { Design } from '../src/scenario/design.ts';
import { drawPlan } from '../src/scenario/draw-plan.ts';
import type { Plan } from '../src/scenario/plan.ts';
import { performRun } from '../src/scenario/run.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

const scenario = bankTransfer as Scenario;
const BROKER = { role: 'broker', index: 0 } as const;

/** Its service debits and does not say so; it is put back by every round. */
const TRANSFER: BankTransfer = {
  atMs: 1000,
  cents: 7,
  work: 'forgets',
  isClosed: false,
  immunitySeconds: 45,
  cleansUp: false,
};

const UNFLUSHED: Plan['faults'] = [
  {
    slot: 0,
    fault: {
      kind: 'disk-errors',
      ...BROKER,
      operation: 'sync',
      perMillion: 1_000_000,
      pathPrefix: 'store/commitlog',
      atMs: 2000,
      durationMs: 20_000,
    },
  },
  { slot: 1, fault: { kind: 'power-loss', ...BROKER, atMs: 14_000, downMs: 100 } },
];

const HALF: StoredMessage = {
  topic: 'RMQ_SYS_TRANS_HALF_TOPIC',
  queueId: 0,
  body: encodeText('7 cents'),
  properties: new Map([
    ['REAL_TOPIC', 'transfers'],
    ['REAL_QID', '0'],
  ]),
  flag: 0,
  systemFlag: 0,
  bornTimestampMs: 0,
  bornHost: '10.0.0.1:1',
  storeHost: '10.0.0.2:10911',
  reconsumeTimes: 0,
  preparedTransactionPosition: logPosition(0),
  queueOffset: queueOffset(7),
  position: logPosition(700),
  recordSize: 100,
  bodyCrc: 1,
  storeTimestampMs: 1,
};

/** Each sync takes so long that a put does not wait for it to its end. */
const SLOW_SYNCS: Plan['faults'] = [
  { slot: 0, fault: { kind: 'disk-stall', ...BROKER, extraMs: 8_000, atMs: 2000, durationMs: 20_000 } },
];

function plan(faults: Plan['faults']): Plan {
  const drawn = drawPlan(scenario, 'unflushed-halves', 'calm');
  const { conditions, topology } = drawn;
  return {
    ...drawn,
    topology: { ...topology, brokers: 1, producers: 1, consumers: 1 },
    conditions: {
      ...conditions,
      disk: 'plain',
      lossPerMillion: 0,
      clockOffsetMaximumMs: 0,
      interleaveMaximumUs: 0,
    },
    operations: [{ slot: 0, operation: { ...TRANSFER } }],
    faults,
  };
}

/** Also where in its queue the half message was put back from, and where the broker's rounds were when power was lost. */
async function perform(design: Design, faults: Plan['faults'] = UNFLUSHED) {
  const putBackFrom: number[] = [];
  const progressLeft: number[] = [];
  let halves = 0;
  const spy: Oracle = {
    name: 'spy',
    doc: '',
    evidence: ['transactions'],
    judge: () => ({
      hear: ({ entry }) => {
        if (entry.kind === 'half-put-back') putBackFrom.push(entry.halfOffset);
        if (entry.kind === 'record-stored' && entry.record.topic === HALF.topic) halves += 1;
        if (entry.kind === 'half-progress-left') progressLeft.push(entry.offset);
        return undefined;
      },
    }),
  };
  const spied = { ...scenario, oracles: [...scenario.oracles, spy] };
  const result = await performRun({ scenario: spied, plan: plan(faults), design, host: new MicrotaskPump() });
  return { ...result, putBackFrom, progressLeft, halves };
}

describe('a half message that is put back and cannot be flushed before the power is lost', () => {
  test('is lost under baseline, which says so', async () => {
    const { verdict } = await perform({ ...baseline, limits: [] });
    expect(verdict).toMatchObject({ kind: 'violated', violation: { oracle: 'transactions-resolved' } });
    const { verdict: excusedVerdict, excused, progressLeft } = await perform(baseline);
    expect(excusedVerdict.kind).toBe('held');
    expect(excused).toEqual(['unflushed-halves']);
    expect(progressLeft).toEqual([1]);
  });

  test('stays under hardened, and its transaction is resolved', async () => {
    const { verdict, excused, progressLeft } = await perform(hardened);
    expect(verdict.kind).toBe('held');
    expect(excused).toEqual([]);
    expect(progressLeft).toEqual([0]);
  });
});

test('a half message whose flush takes too long is waited for, and not put back twice', async () => {
  const { verdict, putBackFrom, halves } = await perform(hardened, SLOW_SYNCS);
  expect(verdict.kind).toBe('held');
  expect(putBackFrom.length).toBeGreaterThan(3);
  expect(halves).toBe(1 + putBackFrom.length);
});

test('hardened waits for the flush of all that a broker makes of a half message, baseline of nothing', () => {
  const waiting = hardened.parts.store?.waitsForFlush;
  const made = [
    putBackOf(HALF, HALF.properties),
    committedOf(HALF),
    givenUpOf(HALF),
    operationRecord('7,', { address: '10.0.0.2:10911', nowMs: 0, uniqueKey: 'U2' }),
  ].flatMap((draft) => draft ?? []);
  expect(made.map((draft) => waiting?.(draft, 'synchronous'))).toEqual([true, true, true, true]);
  expect(baseline.parts.store?.waitsForFlush).toBeUndefined();
  const { waitsForFlush } = DEFAULT_STORE_PARTS;
  expect(made.map((draft) => waitsForFlush(draft, 'synchronous'))).toEqual([false, false, false, false]);
});
