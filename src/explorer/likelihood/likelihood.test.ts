import { describe, expect, test } from 'vitest';
import type { AccountLine } from '../../scenario/account-line.ts';
import { drawPlan } from '../../scenario/draw-plan.ts';
import type { Plan } from '../../scenario/plan.ts';
import { HELD, TinyHost, type TinyRun, tinyScenario, violated } from '../testing/tiny-host.ts';
import { type Likelihood, type LikelihoodResult, likelihood } from './likelihood.ts';

const END_US = 1_000_000;
const CAUSE_US = 333_333;

function line(atUs: number, kind: string, text: string): AccountLine {
  return { event: atUs, identity: '', atUs, machine: '', kind, subject: '', text };
}

const ACCOUNT = [
  line(0, 'phase-began', 'phase prepare begins'),
  line(20_000, 'phase-began', 'phase disturb begins'),
  line(62_500, 'send-invoked', 'sends message 0 of key tiny-0'),
  line(CAUSE_US, 'fault-began', 'fault 3: kill-process broker-0 for 100 ms'),
  line(400_000, 'fault-ended', 'fault 3 ends'),
];

const PLAN: Plan = {
  ...drawPlan(tinyScenario(), 'S:0', 'swarm'),
  operations: [42, 43].map((atMs, slot) => ({ slot, operation: { atMs } })),
};

function failing(): TinyRun {
  const { kind, ...rest } = violated();
  return { verdict: { kind, ...rest, atUs: END_US } as TinyRun['verdict'] & object, account: ACCOUNT };
}

interface Course {
  readonly workers?: number;
  readonly runsPerMoment?: number;
  readonly budgetMs?: number;
  /** What becomes of a run that is another one from a moment on. */
  readonly future: (atUs: number, salt: number, plan: Plan) => TinyRun;
  readonly onRun?: (host: TinyHost) => void;
}

async function follow(course: Course): Promise<LikelihoodResult> {
  const host: TinyHost = new TinyHost({
    workers: course.workers ?? 1,
    rule: (_index, _performance, plan, rekey) => {
      if (rekey === undefined) return failing();
      course.onRun?.(host);
      return course.future(rekey.atUs, Number(rekey.salt), plan);
    },
  });
  return likelihood(
    {
      scenario: tinyScenario(),
      task: { scenario: 'tiny', design: 'plain', source: { kind: 'plan', plan: PLAN } },
      runsPerMoment: course.runsPerMoment ?? 20,
      budgetMs: course.budgetMs ?? 1_000_000,
    },
    host,
  );
}

async function curveOf(course: Course): Promise<Likelihood> {
  const result = await follow(course);
  if (result.kind !== 'curve') throw new Error(`the result is ${result.kind}`);
  return result.likelihood;
}

/** Every tenth run fails before the cause, every one after it. */
const sudden: Course['future'] = (atUs, salt) =>
  atUs >= CAUSE_US || salt % 10 === 0 ? failing() : { verdict: HELD };

describe('likelihood', () => {
  test('finds the moment of the cause and what happened then', async () => {
    const { jumps, points, inevitableFromUs, faults } = await curveOf({ future: sudden });
    expect(jumps).toHaveLength(1);
    expect(jumps[0]).toMatchObject({ before: 0.1, after: 1, events: [ACCOUNT[3]] });
    expect(jumps[0]?.fromUs).toBeLessThan(CAUSE_US);
    expect(jumps[0]?.toUs).toBeGreaterThanOrEqual(CAUSE_US);
    expect((jumps[0]?.toUs ?? 0) - (jumps[0]?.fromUs ?? 0)).toBeLessThanOrEqual(2000);
    expect(inevitableFromUs).toBe(jumps[0]?.toUs);
    expect(points.at(0)).toMatchObject({ atUs: 0, runs: 20, same: 2 });
    expect(points.at(-1)).toMatchObject({ atUs: END_US, runs: 20, same: 20 });
    expect(faults).toEqual([
      { slot: 3, text: 'kill-process broker-0 for 100 ms', fromUs: CAUSE_US, toUs: 400_000 },
    ]);
  });

  test('does not depend on the number of workers', async () => {
    const [alone, together] = await Promise.all(
      [1, 5].map((workers) => curveOf({ workers, future: sudden })),
    );
    expect(together?.points).toEqual(alone?.points);
    expect(together?.jumps).toEqual(alone?.jumps);
  });

  test('another failure is not the same one', async () => {
    const { points, jumps } = await curveOf({ future: () => ({ verdict: violated('eight') }) });
    expect(points.every(({ same, any, runs }) => same === 0 && any === runs)).toBe(true);
    expect(jumps).toEqual([]);
  });

  test('exchanges what the plan says after the moment, counted from the disturb phase', async () => {
    const kept: (readonly number[])[] = [];
    const starts = new Set<string>();
    await curveOf({
      runsPerMoment: 3,
      future: (atUs, _salt, { operations }) => {
        if (atUs === 62_500) {
          kept.push(operations.map(({ slot }) => slot).filter((slot) => slot < PLAN.operations.length));
          starts.add(JSON.stringify(operations));
        }
        return { verdict: HELD };
      },
    });
    // The disturb phase begins after 20 ms.
    expect(kept).toEqual([[0], [0], [0]]);
    expect(starts.size).toBe(3);
  });

  test('ends when its time is over, with every moment measured about as often', async () => {
    // A run takes the tiny host 10 ms.
    const { points, runs } = await curveOf({ budgetMs: 900, future: () => ({ verdict: HELD }) });
    expect(runs).toBe(90);
    expect(new Set(points.map((point) => point.runs))).toEqual(new Set([6, 7]));
  });

  test('gives what it has when it is interrupted', async () => {
    let left = 40;
    const onRun = (host: TinyHost) => {
      left -= 1;
      if (left === 0) host.isInterrupted = true;
    };
    const { isInterrupted, runs, points } = await curveOf({ future: sudden, onRun });
    expect([isInterrupted, runs, points.length]).toEqual([true, 40, 13]);
  });

  test('a run that holds has no likelihood of failing', async () => {
    const host = new TinyHost({});
    const source = { kind: 'plan', plan: drawPlan(tinyScenario(), 'S:0', 'swarm') } as const;
    const task = { scenario: 'tiny', design: 'plain', source };
    const request = { scenario: tinyScenario(), task, runsPerMoment: 3, budgetMs: 1000 };
    expect(await likelihood(request, host)).toMatchObject({ kind: 'held' });
  });
});
