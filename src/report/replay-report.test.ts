import { describe, expect, test } from 'vitest';
import type { Replay } from '../explorer/replay.ts';
import { outcomeWithoutResult } from '../explorer/run-task.ts';
import { violated } from '../explorer/testing/tiny-host.ts';
import { replayDocument, replayText, traceLine } from './replay-report.ts';
import { PLAIN } from './style.ts';

const RUN = { scenario: 's', design: 'd', seed: 'S:1' } as const;
const EXPECTED = { verdict: violated(), digest: 'a'.repeat(16), checkpoints: [] } as const;

function replayed(changes: Partial<Replay>): Replay {
  const run = { ...outcomeWithoutResult(RUN, violated()), digest: 'b'.repeat(16), events: 7 };
  return { outcome: 'same', same: true, divergence: undefined, run, ...changes };
}

describe('report of a replay', () => {
  test('the document has the names that scripts rely on', () => {
    expect(replayDocument(replayed({}), EXPECTED)).toMatchObject({
      outcome: 'same',
      verdict: 'violated',
      oracle: 'never-seven',
      digest: 'b'.repeat(16),
      same: true,
      divergedAt: null,
    });
  });

  test('a run that took another way says between which events', () => {
    const divergence = { kind: 'range', afterEvent: 1024, byEvent: 2048 } as const;
    const replay = replayed({ outcome: 'diverged', same: false, divergence });
    expect(replayDocument(replay, EXPECTED)).toMatchObject({ divergedAt: 1025, nondeterministic: false });
    expect(replayText(replay, EXPECTED, PLAIN)).toContain('between event 1025 and event 2048');
  });

  test('a run that is not deterministic names the first differing event', () => {
    const left = {
      number: 3,
      timeUs: 1500,
      label: 'packet',
      machine: 'm',
      identity: 'aa',
      cause: 'bb',
      detail: 64,
    };
    const divergence = {
      kind: 'nondeterministic',
      difference: { number: 3, left, right: undefined },
    } as const;
    const replay = replayed({ outcome: 'diverged', same: false, divergence });
    expect(replayDocument(replay, EXPECTED)).toMatchObject({ divergedAt: 3, nondeterministic: true });
    const text = replayText(replay, EXPECTED, PLAIN);
    expect(text).toContain('the first differing event is 3');
    expect(text).toContain(traceLine(left));
    expect(traceLine(left)).toBe('#3  0.001500 s  m  packet 64  aa < bb');
  });

  test('a crash shows its stack', () => {
    const crash = { kind: 'crashed', machine: 'broker-0', stack: 'Error: x\n    at y' } as const;
    const text = replayText(replayed({ run: outcomeWithoutResult(RUN, crash) }), undefined, PLAIN);
    expect(text).toContain('on broker-0\n      at y');
  });
});
