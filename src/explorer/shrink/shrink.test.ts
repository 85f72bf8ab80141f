import { describe, expect, test } from 'vitest';
import { drawPlan } from '../../scenario/draw-plan.ts';
import { brokerKill, partition } from '../../scenario/fault-source.ts';
import type { Plan } from '../../scenario/plan.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { HELD, TinyHost, type TinyRule, tinyScenario, violated } from '../testing/tiny-host.ts';
import { planKey } from './plan-key.ts';
import { type Shrinking, type ShrinkRequest, type Shrunk, shrink } from './shrink.ts';

const SCENARIO: Scenario = {
  ...tinyScenario(),
  operations: { ...tinyScenario().operations, minimum: 40, maximum: 40 },
  faults: [brokerKill, partition],
};
const PLAN = drawPlan(SCENARIO, 'S:7', 'fierce');
const NEEDED_FAULT = PLAN.faults.at(-1)?.slot;

interface Step {
  readonly atMs: number;
}

/** Fails as long as two of the operations and one of the faults are there, and one of them is not too early. */
const needsThree: TinyRule = (_index, _performance, { operations, faults }) => {
  const early = operations.find(({ slot }) => slot === 3)?.operation as Step | undefined;
  const hasOther = operations.some(({ slot }) => slot === 17);
  const hasFault = faults.some(({ slot }) => slot === NEEDED_FAULT);
  if (early === undefined || !hasOther || !hasFault) return { verdict: HELD };
  return { verdict: early.atMs >= (stepOf(PLAN, 3)?.atMs ?? 0) / 4 ? violated() : violated('too early') };
};

function stepOf({ operations }: Plan, slot: number): Step | undefined {
  return operations.find((other) => other.slot === slot)?.operation as Step | undefined;
}

function request(changes: Partial<ShrinkRequest> = {}): ShrinkRequest {
  return {
    task: { scenario: 'tiny', design: 'plain' },
    scenario: SCENARIO,
    plan: PLAN,
    finding: violated(),
    budgetMs: 1_000_000,
    refuted: [],
    ...changes,
  };
}

function hostOf(rule: TinyRule, workers = 1): TinyHost {
  return new TinyHost({ rule, workers, scenarios: [SCENARIO] });
}

function shrunk(shrinking: Shrinking): Shrunk {
  if (shrinking.kind !== 'shrunk') throw new Error(`it is ${shrinking.kind}`);
  return shrinking;
}

describe('shrink', () => {
  test('finds the operations and faults that a failure needs, and the simplest values', async () => {
    const { plan, isFinished, outcome } = shrunk(await shrink(request(), hostOf(needsThree)));
    expect(isFinished).toBe(true);
    expect(plan.operations.map(({ slot }) => slot)).toEqual([3, 17]);
    expect(plan.faults.map(({ slot }) => slot)).toEqual([NEEDED_FAULT]);
    expect(plan.topology.brokers).toBe(1);
    expect(plan.conditions).toMatchObject({ lossPerMillion: 0, disturbMs: 1000 });
    const least = (stepOf(PLAN, 3)?.atMs ?? 0) / 4;
    expect(stepOf(plan, 3)?.atMs).toBeGreaterThanOrEqual(least);
    expect(stepOf(plan, 3)?.atMs).toBeLessThan(least * 2);
    expect(stepOf(plan, 17)?.atMs).toBe(0);
    expect(outcome.verdict).toEqual(violated());
  });

  test('finds the same with any number of workers', async () => {
    const one = shrunk(await shrink(request(), hostOf(needsThree, 1)));
    const five = shrunk(await shrink(request(), hostOf(needsThree, 5)));
    expect(five.plan).toEqual(one.plan);
    expect(five.runs).toBeGreaterThan(one.runs);
  });

  test('takes nothing that fails in another way', async () => {
    const rule: TinyRule = (_index, _performance, { operations }) => ({
      verdict: operations.length === 40 ? violated() : violated('eight'),
    });
    const { plan } = shrunk(await shrink(request(), hostOf(rule)));
    expect(plan.operations).toEqual(PLAN.operations.map(({ slot }) => ({ slot, operation: { atMs: 0 } })));
    expect(plan.faults).toEqual([]);
  });

  test('tries a smaller plan under other seeds when its own has no luck', async () => {
    const rule: TinyRule = (_index, _performance, { seed, faults }) => ({
      verdict: faults.length > 3 || seed === 'S:7~3' ? violated() : HELD,
    });
    const { plan } = shrunk(await shrink(request(), hostOf(rule)));
    expect(plan).toMatchObject({ seed: 'S:7~3', faults: [], operations: [] });
  });

  test('tries no plan twice', async () => {
    const tried = new Map<string, number>();
    const rule: TinyRule = (index, performance, plan) => {
      tried.set(planKey(plan), (tried.get(planKey(plan)) ?? 0) + 1);
      return needsThree(index, performance, plan);
    };
    const { runs, plan } = shrunk(await shrink(request(), hostOf(rule, 3)));
    expect([...tried.values()].filter((times) => times > 1)).toHaveLength(1);
    /** What is left is performed once more, for its account. */
    expect(tried.get(planKey(plan))).toBe(2);
    expect(tried.size).toBe(runs + 1);
  });

  test('a failure that needs nothing is left with nothing', async () => {
    const { plan } = shrunk(
      await shrink(
        request(),
        hostOf(() => ({ verdict: violated() })),
      ),
    );
    expect(plan).toMatchObject({ operations: [], faults: [] });
  });

  test('a run that holds now, or fails otherwise, is nothing to shrink', async () => {
    expect(
      await shrink(
        request(),
        hostOf(() => ({})),
      ),
    ).toMatchObject({
      kind: 'elsewise',
      outcome: { verdict: HELD },
    });
    const otherwise = await shrink(
      request(),
      hostOf(() => ({ verdict: violated('eight') })),
    );
    expect(otherwise.kind).toBe('elsewise');
  });

  test('a plan that comes to two digests is not deterministic', async () => {
    const rule: TinyRule = () => ({ verdict: violated(), isRandom: true });
    expect((await shrink(request(), hostOf(rule))).kind).toBe('nondeterministic');
  });
});

describe('a search that is stopped', () => {
  test('by its budget has the best so far; later ones go on without trying anything again', async () => {
    const whole = shrunk(await shrink(request(), hostOf(needsThree)));
    let plan = PLAN;
    let refuted: readonly string[] = [];
    let isFinished = false;
    let runs = 0;
    let parts = 0;
    for (; !isFinished && parts < 1000; parts += 1) {
      // A run of the tiny host takes 10 ms; the first one shows that the plan fails.
      const part = shrunk(await shrink(request({ plan, refuted, budgetMs: 95 }), hostOf(needsThree)));
      expect(part.runs).toBeLessThanOrEqual(10);
      ({ plan, refuted, isFinished } = part);
      runs += part.runs;
    }
    expect(isFinished).toBe(true);
    expect(parts).toBeGreaterThan(3);
    expect(plan.operations.map(({ slot }) => slot)).toEqual([3, 17]);
    expect(plan).toEqual(whole.plan);
    expect(runs).toBeLessThan(whole.runs * 2);
  });

  test('by an interrupt has the best so far', async () => {
    const host = hostOf((index, performance, plan) => {
      if (performance === 30) host.isInterrupted = true;
      return needsThree(index, performance, plan);
    });
    const taken: Shrunk[] = [];
    const part = shrunk(await shrink(request(), host, { onTaken: (better) => taken.push(better) }));
    expect(part.isFinished).toBe(false);
    expect(host.performed.length).toBe(30);
    expect(part.plan.operations.length).toBeLessThan(PLAN.operations.length);
    expect(part.plan).toEqual(taken.at(-1)?.plan);
  });

  test('tells how far it is', async () => {
    const seen: string[] = [];
    await shrink(request(), hostOf(needsThree), {
      onProgress: ({ pass, size }) => seen.push(`${pass} ${size.operations}`),
    });
    expect(seen[0]).toBe('fewer faults 40');
    expect(new Set(seen)).toContain('plainer operations 2');
  });
});
