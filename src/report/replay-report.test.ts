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

  describe('with the event that is another now', () => {
    const expectedEvent = { number: 3, timeUs: 1500, machine: '', label: 'packet', detail: 64, mark: 7 };
    const got = { ...expectedEvent, machine: 'm', identity: 'aa', cause: 'bb' };
    const diverged = (changes: object) =>
      replayed({
        outcome: 'diverged',
        same: false,
        divergence: { kind: 'event', number: 3, expected: expectedEvent, got, ...changes },
      });

    test('both sides of it are told', () => {
      const event = { number: 3, timeUs: 1500, machine: '', label: 'packet', detail: 64 };
      expect(replayDocument(diverged({}), EXPECTED)).toMatchObject({
        divergedAt: 3,
        expected: { verdict: 'violated', digest: 'a'.repeat(16), event },
        got: { verdict: 'violated', digest: 'b'.repeat(16), event: { ...event, machine: 'm' } },
      });
      expect(replayText(diverged({}), EXPECTED, PLAIN)).toContain(
        'diverged at event 3\n  expected  0.001500 s  -  packet 64\n  got       0.001500 s  m  packet 64\n',
      );
    });

    test('so is an end, and another cause of what looks alike', () => {
      const ended = diverged({ got: undefined });
      expect(replayDocument(ended, EXPECTED).got.event).toBeNull();
      expect(replayText(ended, EXPECTED, PLAIN)).toContain('got       the end of the run');
      const alike = diverged({ got: { ...got, machine: '' } });
      expect(replayText(alike, EXPECTED, PLAIN)).toContain('-  packet 64, by another cause');
    });
  });

  test('the design of then, and a judgement that alone has changed, are told', () => {
    const design = { name: 'other', source: 'other', options: {}, sourceDigest: '' };
    const versions = { package: '1.2.3', node: '20.0.0' };
    const saved = { ...EXPECTED, design, versions, commit: '0123456789abcdef' };
    const text = replayText(replayed({ outcome: 'fixed', same: true }), saved, PLAIN);
    expect(text).toContain(
      'it was violated when it was saved, with other, by version 1.2.3 on Node 20.0.0, at commit 0123456789\n',
    );
    expect(text).toContain('every event is the same: what has changed is the judgement');
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
