// The limit of the baseline that concerns delayed messages, and that hardened does not need it: while the log cannot be flushed, a delayed
// message is delivered, the broker notes that it has been, and power is lost.

import { describe, expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { hardened } from '../designs/hardened.ts';
import { scheduledMessages } from '../scenarios/scheduled-messages.ts';
import { MicrotaskPump } from '../src/nodejs/microtask-pump.ts';
import type { Design } from '../src/scenario/design.ts';
import { drawPlan } from '../src/scenario/draw-plan.ts';
import type { Plan } from '../src/scenario/plan.ts';
import { performRun } from '../src/scenario/run.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

const scenario = scheduledMessages as Scenario;
const BROKER = { role: 'broker', index: 0 } as const;

/** Each sync takes so long that a put does not wait for it to its end. */
const SLOW_SYNCS: Plan['faults'] = [
  { slot: 0, fault: { kind: 'disk-stall', ...BROKER, extraMs: 8_000, atMs: 3000, durationMs: 20_000 } },
];

function plan(faults?: Plan['faults']): Plan {
  const drawn = drawPlan(scenario, 'unflushed', 'calm');
  const { conditions, topology } = drawn;
  return {
    ...drawn,
    topology: { ...topology, brokers: 1, consumers: 1 },
    conditions: {
      ...conditions,
      delayTable: 'own',
      disk: 'plain',
      lossPerMillion: 0,
      clockOffsetMaximumMs: 0,
    },
    operations: [{ slot: 0, operation: { atMs: 1000, level: 2, failures: 0 } }],
    faults: faults ?? [
      {
        slot: 0,
        fault: {
          kind: 'disk-errors',
          ...BROKER,
          operation: 'sync',
          perMillion: 1_000_000,
          pathPrefix: 'store/commitlog',
          atMs: 3000,
          durationMs: 20_000,
        },
      },
      { slot: 1, fault: { kind: 'power-loss', ...BROKER, atMs: 14_000, downMs: 100 } },
    ],
  };
}

const perform = (design: Design, faults?: Plan['faults']) =>
  performRun({ scenario, plan: plan(faults), design, host: new MicrotaskPump() });

describe('a delayed message whose delivery cannot be flushed before the power is lost', () => {
  test('is lost under baseline, which says so', async () => {
    const { verdict } = await perform({ ...baseline, limits: [] });
    expect(verdict).toMatchObject({ kind: 'violated', violation: { oracle: 'delay-kept' } });
    const { verdict: excusedVerdict, excused } = await perform(baseline);
    expect(excusedVerdict.kind).toBe('held');
    expect(excused).toEqual(['unflushed-deliveries']);
  });

  test('is delivered under hardened', async () => {
    const { verdict, excused } = await perform(hardened);
    expect(verdict.kind).toBe('held');
    expect(excused).toEqual([]);
  });
});

test('a delivery whose flush takes too long is waited for, and not made twice', async () => {
  const { verdict, shape } = await perform(hardened, SLOW_SYNCS);
  expect(verdict.kind).toBe('held');
  expect(shape.deliveries).toBe(1);
});
