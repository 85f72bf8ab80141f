import { describe, expect, test } from 'vitest';
import { drawPlan } from '../scenario/draw-plan.ts';
import type { TraceEvent } from '../simulator/trace.ts';
import { encodeEvents } from './event-record.ts';
import { replay } from './replay.ts';
import type { RunOutcome, RunTask } from './run-task.ts';
import { HELD, TinyHost, type TinyRule, tinyEvent, tinyScenario, violated } from './testing/tiny-host.ts';

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

  describe('with the events of then', () => {
    const before = ['0a01', '0a02', '0a03'].map((identity, index) => tinyEvent(index + 1, identity));
    const saved = { verdict: violated(), digest: 'f'.repeat(16), checkpoints: [] };
    const expected = { ...saved, record: encodeEvents(before) };
    const divergedAt = async (trace: readonly TraceEvent[]) =>
      (await replay(task, expected, new TinyHost({ rule: () => ({ trace }) }))).divergence;

    test('the first one that is another now is named', async () => {
      const late = { ...tinyEvent(3, '0a03'), timeUs: 7 };
      expect(await divergedAt([...before.slice(0, 2), late])).toMatchObject({
        kind: 'event',
        number: 3,
        expected: { timeUs: 3, machine: 'm', label: 'step' },
        got: late,
      });
      expect(await divergedAt(before.with(1, tinyEvent(2, '0b02')))).toMatchObject({ number: 2 });
      expect(await divergedAt(before.with(0, { ...tinyEvent(1, '0a01'), detail: 9 }))).toMatchObject({
        number: 1,
      });
    });

    test('a run that ended earlier, or goes on, differs at its end', async () => {
      expect(await divergedAt(before.slice(0, 2))).toMatchObject({ number: 3, got: undefined });
      expect(await divergedAt([...before, tinyEvent(4)])).toMatchObject({ number: 4, expected: undefined });
    });

    test('checkpoints that agree spare the way to them, also when everything is traced', async () => {
      const own = (await performed(() => ({}))).checkpoints;
      const trace = Array.from({ length: 60 }, (_, index) => tinyEvent(index + 1));
      const changed = trace.with(54, tinyEvent(55, 'dead'));
      const then = { ...saved, checkpoints: own, record: encodeEvents(changed) };
      for (const asked of [task, { ...task, traceWindow: { first: 1, last: 1000 } }]) {
        const { divergence } = await replay(asked, then, new TinyHost({ rule: () => ({ trace }) }));
        expect(divergence).toMatchObject({ kind: 'event', number: 55, got: trace[54] });
      }
    });
  });

  test('another judgement of the same events has no event to blame', async () => {
    const expected = await performed(() => ({ verdict: violated() }));
    const result = await replay(task, expected, new TinyHost({ rule: () => ({ verdict: HELD }) }));
    expect(result).toMatchObject({ outcome: 'fixed', same: true, divergence: undefined });
  });

  test('two digests of one plan are not deterministic, and the first differing event is named', async () => {
    const expected = await performed(() => ({}));
    const rule: TinyRule = (_index, performance) => ({
      isRandom: true,
      trace: [tinyEvent(1, 'a'), tinyEvent(2, `b${performance}`)],
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
