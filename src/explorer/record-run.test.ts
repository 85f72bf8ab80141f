import { describe, expect, test } from 'vitest';
import { drawPlan } from '../scenario/draw-plan.ts';
import { decodeEvents } from './event-record.ts';
import { recordRun } from './record-run.ts';
import { outcomeWithoutResult } from './run-task.ts';
import { TinyHost, type TinyRule, tinyScenario, violated } from './testing/tiny-host.ts';

const plan = drawPlan(tinyScenario(), 'S:7', 'swarm');
const TASK = { scenario: 'tiny', design: 'plain' };

async function recordOnce(rule: TinyRule) {
  const host = new TinyHost({ rule });
  const [outcome] = await host.perform({ ...TASK, source: { kind: 'plan', plan } });
  if (outcome === undefined) throw new Error('no outcome');
  return recordRun(TASK, { plan, outcome }, host);
}

describe('recording a run', () => {
  test('keeps every event', async () => {
    const recording = await recordOnce(() => ({ verdict: violated() }));
    if (recording.kind !== 'recorded') throw new Error(recording.kind);
    expect(recording.record.count).toBe(100);
    expect(decodeEvents(recording.record)?.at(-1)).toMatchObject({ number: 100, label: 'step' });
  });

  test('a run that comes out otherwise is not deterministic', async () => {
    const recording = await recordOnce(() => ({ verdict: violated(), isRandom: true }));
    expect(recording).toMatchObject({
      kind: 'nondeterministic',
      why: expect.stringMatching(/^performed once more/),
    });
  });

  test('a run that hung is not tried again', async () => {
    const host = new TinyHost({});
    const run = { scenario: 'tiny', design: 'plain', seed: 'S:7' };
    const outcome = outcomeWithoutResult(run, { kind: 'stalled', why: 'it hung' });
    expect(await recordRun(TASK, { plan, outcome }, host)).toEqual({ kind: 'none' });
    expect(host.performed).toEqual([]);
  });
});
