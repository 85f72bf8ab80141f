import { describe, expect, test } from 'vitest';
import { diffDocument } from '../../report/diff-report.ts';
import { diffText } from '../../report/diff-text.ts';
import { PLAIN } from '../../report/style.ts';
import { drawPlan } from '../../scenario/draw-plan.ts';
import {
  TINY_DESIGN,
  TinyHost,
  type TinyRule,
  tinyEvent,
  tinyScenario,
  violated,
} from '../testing/tiny-host.ts';
import { type DiffSide, diffRuns } from './diff-runs.ts';

function sideOf(seed: string): DiffSide {
  const plan = drawPlan(tinyScenario(), seed, 'swarm');
  const input = { plan, design: TINY_DESIGN, designSource: 'plain', options: TINY_DESIGN.options };
  return { task: { scenario: 'tiny', design: 'plain' }, input, savedDigest: undefined };
}

function diff(rule: TinyRule, seeds: readonly [string, string] = ['S:7', 'S:8']) {
  return diffRuns(sideOf(seeds[0]), sideOf(seeds[1]), new TinyHost({ rule }));
}

describe('two runs', () => {
  test('both are performed with every event', async () => {
    const changed = [tinyEvent(1, 'a'), tinyEvent(2, 'b')];
    const difference = await diff((index) => (index === 7 ? { verdict: violated() } : { trace: changed }));
    expect(difference.left.outcome.trace).toHaveLength(100);
    expect(difference.events?.first).toMatchObject({ number: 1, right: changed[0] });
    expect(difference.inputs[0]).toEqual({ kind: 'seed', name: '', left: 'S:7', right: 'S:8' });
  });

  test('a run that left no events cannot be compared, but has a verdict', async () => {
    const difference = await diff((index) => {
      if (index === 8) throw new TypeError('eight');
      return {};
    });
    expect(difference.events).toBeUndefined();
    expect(diffDocument(difference)).toMatchObject({
      same: null,
      firstDivergence: null,
      differences: [],
      right: { verdict: 'crashed', digest: '' },
    });
    expect(diffText(difference, PLAIN)).toContain('a run without events cannot be compared');
  });

  test('the same put in and something else come out is no deterministic run', async () => {
    const rule: TinyRule = (_index, performance) => ({ trace: [tinyEvent(1, `a${performance}`)] });
    const difference = await diff(rule, ['S:7', 'S:7']);
    expect(difference.inputs).toEqual([]);
    expect(diffText(difference, PLAIN)).toContain('the same was put in: the run is not deterministic');
  });

  test('an interrupted comparison is none', async () => {
    const host = new TinyHost({});
    host.perform = async () => [];
    await expect(diffRuns(sideOf('S:7'), sideOf('S:8'), host)).rejects.toThrow('interrupted');
  });
});
