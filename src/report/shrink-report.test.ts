import { describe, expect, test } from 'vitest';
import { outcomeWithoutResult } from '../explorer/run-task.ts';
import type { Shrunk } from '../explorer/shrink/shrink.ts';
import { tinyScenario, violated } from '../explorer/testing/tiny-host.ts';
import { drawPlan } from '../scenario/draw-plan.ts';
import { describeProgress, type ShrinkReport, shrinkDocument, shrinkText } from './shrink-report.ts';
import { PLAIN } from './style.ts';

const BEFORE = { operations: 40, faults: 7, machines: 9 } as const;
const RUN = outcomeWithoutResult({ scenario: 'tiny', design: 'plain', seed: 'S:7' }, violated());

function accountOf(lines: number) {
  return Array.from({ length: lines }, (_, index) => ({
    event: index,
    identity: 'a'.repeat(16),
    atUs: index * 1000,
    machine: 'producer-0',
    kind: 'send-invoked',
    subject: 'k',
    text: `sends message ${index} of key k`,
  }));
}

function reportOf(changes: Partial<Shrunk> = {}): ShrinkReport {
  const shrinking: Shrunk = {
    kind: 'shrunk',
    plan: { ...drawPlan(tinyScenario(), 'S:7', 'swarm'), operations: [{ slot: 3, operation: { atMs: 0 } }] },
    outcome: { ...RUN, account: accountOf(2) },
    isFinished: true,
    refuted: [],
    runs: 120,
    wallSeconds: 3.5,
    ...changes,
  };
  return {
    shrinking,
    before: BEFORE,
    capsule: 'reports/x.shrunk.json',
    expected: violated(),
    isInterrupted: false,
  };
}

describe('report of shrinking', () => {
  test('the document has the names that scripts rely on', () => {
    expect(shrinkDocument(reportOf())).toMatchObject({
      before: BEFORE,
      after: { operations: 1, faults: 0 },
      runs: 120,
      wallSeconds: 3.5,
      fingerprint: 'seven',
      capsule: 'reports/x.shrunk.json',
      finished: true,
    });
  });

  test('people see what is left, what happens in it, and last how to replay it', () => {
    const lines = shrinkText(reportOf(), PLAIN).split('\n');
    expect(lines[0]).toBe('tiny with plain: still seven');
    expect(lines).toContain('operations      40      1');
    expect(lines).toContain('       1.000 ms  producer-0 sends message 1 of key k');
    expect(lines.at(-2)).toBe('120 runs in 3.5 s; nothing can be made simpler');
    expect(lines.at(-1)).toBe('  npx windtunnel replay reports/x.shrunk.json');
  });

  test('an interrupt is not taken for the end of the budget', () => {
    const report = { ...reportOf({ isFinished: false }), isInterrupted: true };
    expect(shrinkText(report, PLAIN)).toContain('; interrupted: `npx windtunnel shrink');
    expect(shrinkText({ ...report, isInterrupted: false }, PLAIN)).toContain('; time was up: `npx');
    expect(shrinkDocument(report)).toMatchObject({ finished: false, isInterrupted: true });
  });

  test('of a long account the beginning and the end are shown', () => {
    const text = shrinkText(reportOf({ outcome: { ...RUN, account: accountOf(200) } }), PLAIN);
    expect(text).toContain('sends message 0 of');
    expect(text).toContain('… 152 lines more in the capsule');
    expect(text).not.toContain('sends message 60 of');
    expect(text).toContain('sends message 199 of');
  });

  test('a search that was stopped says how it goes on', () => {
    expect(shrinkText(reportOf({ isFinished: false }), PLAIN)).toContain(
      'time was up: `npx windtunnel shrink reports/x.shrunk.json` goes on from here',
    );
  });

  test('a run that does not fail like that any more says so', () => {
    const held = outcomeWithoutResult(RUN, { kind: 'held' });
    const holds = { ...reportOf(), shrinking: { kind: 'elsewise', outcome: held } } as const;
    expect(shrinkText(holds, PLAIN)).toContain('failed with seven when it was saved, and holds now');
    expect(shrinkDocument(holds)).toMatchObject({ capsule: null, after: BEFORE, outcome: 'elsewise' });
    const other = outcomeWithoutResult(RUN, violated('eight'));
    const fails = { ...reportOf(), shrinking: { kind: 'elsewise', outcome: other } } as const;
    expect(shrinkText(fails, PLAIN)).toContain('and with eight now');
  });

  test('the status says what is left', () => {
    const size = { operations: 3, faults: 1, machines: 4 };
    const state = { pass: 'fewer faults', size, runs: 7, elapsedMs: 1500, refuted: () => [] };
    expect(describeProgress(state)).toBe(
      '3 operations, 1 fault, 4 machines left, fewer faults, 7 runs, 1.5 s',
    );
  });
});
