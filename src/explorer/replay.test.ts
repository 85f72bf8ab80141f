import { describe, expect, test } from 'vitest';
import { drawPlan } from '../scenario/draw-plan.ts';
import type { TraceEvent } from '../simulator/trace.ts';
import { replay } from './replay.ts';
import type { RunOutcome, RunTask } from './run-task.ts';
import { HELD, TinyHost, type TinyRule, tinyScenario, violated } from './testing/tiny-host.ts';

const scenario = tinyScenario();
const task: RunTask = {
  scenario: 'tiny',
  design: 'plain',
  source: { kind: 'plan', plan: drawPlan(scenario, 'S:7', 'swarm') },
};

async function performed(rule: TinyRule): Promise<RunOutcome> {
  const [outcome] = await new TinyHost({ rule }).perform(task);
  if (outcome === undefined) throw new Error('no outcome');
  return outcome;
}

function event(number: number, identity: string): TraceEvent {
  return { number, timeUs: number, label: 'step', machine: 'm', identity, cause: 'root', detail: 0 };
}

describe('replay', () => {
  test('the same run is the same', async () => {
    const rule: TinyRule = () => ({ verdict: violated() });
    const expected = await performed(rule);
    const host = new TinyHost({ rule });
    expect(await replay(task, expected, host)).toMatchObject({
      outcome: 'same',
      same: true,
      divergence: undefined,
    });
    expect(host.performed).toHaveLength(1);
  });

  test('a failure that holds now is fixed, and says where the ways part', async () => {
    const expected = { ...(await performed(() => ({ verdict: violated() }))), digest: 'f'.repeat(16) };
    const result = await replay(task, expected, new TinyHost({ rule: () => ({ verdict: HELD }) }));
    expect(result).toMatchObject({
      outcome: 'fixed',
      same: false,
      divergence: { kind: 'range', afterEvent: 50, byEvent: 100 },
    });
  });

  test('the same verdict on another way is diverged', async () => {
    const expected = await performed(() => ({ verdict: violated() }));
    const before = {
      ...expected,
      digest: 'f'.repeat(16),
      checkpoints: [{ events: 50, digest: 'e'.repeat(16) }],
    };
    const result = await replay(task, before, new TinyHost({ rule: () => ({ verdict: violated() }) }));
    expect(result).toMatchObject({
      outcome: 'diverged',
      same: false,
      divergence: { kind: 'range', afterEvent: 0, byEvent: 50 },
    });
  });

  test('another fingerprint is different', async () => {
    const expected = await performed(() => ({ verdict: violated('eight') }));
    const result = await replay(task, expected, new TinyHost({ rule: () => ({ verdict: violated() }) }));
    expect(result.outcome).toBe('different');
  });

  test('two digests of one plan are not deterministic, and the first differing event is named', async () => {
    const expected = await performed(() => ({}));
    const rule: TinyRule = (_index, performance) => ({
      isRandom: true,
      trace: [event(1, 'a'), event(2, `b${performance}`)],
    });
    const result = await replay(task, expected, new TinyHost({ rule }));
    expect(result).toMatchObject({
      outcome: 'diverged',
      same: false,
      divergence: { kind: 'nondeterministic', difference: { number: 2, left: { identity: 'b5' } } },
    });
  });

  test('without a saved run it is performed twice and compared with itself', async () => {
    const host = new TinyHost({});
    expect(await replay(task, undefined, host)).toMatchObject({ outcome: 'same', same: true });
    expect(host.performed).toHaveLength(2);
  });

  test('a run that stops before its end has nothing to compare with', async () => {
    const result = await replay(
      { ...task, until: { event: 3 } },
      await performed(() => ({})),
      new TinyHost({}),
    );
    expect(result.same).toBeNull();
  });
});
