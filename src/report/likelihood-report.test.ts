import { describe, expect, test } from 'vitest';
import type { Likelihood } from '../explorer/likelihood/likelihood.ts';
import { outcomeWithoutResult } from '../explorer/run-task.ts';
import type { AccountLine } from '../scenario/account-line.ts';
import { likelihoodDocument, likelihoodText } from './likelihood-report.ts';
import { PLAIN } from './style.ts';

const LINE: AccountLine = {
  event: 17,
  identity: 'ab',
  atUs: 1_001_000,
  machine: 'broker-0',
  kind: 'machine-ended',
  subject: '',
  text: 'loses power',
};

function likelihoodOf(changes: Partial<Likelihood> = {}): Likelihood {
  const names = { scenario: 'small', design: 'hasty', seed: 'S:1' };
  return {
    run: outcomeWithoutResult(names, { kind: 'held' }),
    failure: {
      verdict: 'violated',
      oracle: 'no-lost-message',
      message: 'lost',
      fingerprint: 'no-lost-message: lost',
    },
    endUs: 2_000_000,
    points: [
      { atUs: 0, runs: 10, same: 1, any: 2 },
      { atUs: 1_000_000, runs: 10, same: 1, any: 1 },
      { atUs: 1_002_000, runs: 10, same: 10, any: 10 },
      { atUs: 2_000_000, runs: 10, same: 10, any: 10 },
    ],
    jumps: [{ fromUs: 1_000_000, toUs: 1_002_000, before: 0.1, after: 1, events: [LINE] }],
    inevitableFromUs: 1_002_000,
    faults: [{ slot: 4, text: 'power-loss broker-0 for 10 ms', fromUs: 1_001_000, toUs: 1_011_000 }],
    runs: 40,
    wallSeconds: 2.5,
    isInterrupted: false,
    ...changes,
  };
}

function textOf(changes: Partial<Likelihood> = {}): string {
  return likelihoodText(likelihoodOf(changes), { capsule: 'my capsule.json', width: 60 }, PLAIN);
}

describe('the document', () => {
  test('has the names that scripts rely on, in seconds of virtual time', () => {
    const document = likelihoodDocument(likelihoodOf());
    expect(document.points.map(({ at, probability, runs }) => [at, probability, runs])).toEqual([
      [0, 0.1, 10],
      [1, 0.1, 10],
      [1.002, 1, 10],
      [2, 1, 10],
    ]);
    expect(document.points[0]).toMatchObject({ anyFailure: 0.2 });
    expect(document.points[0]?.low).toBeCloseTo(0.0179, 4);
    expect(document.points[0]?.high).toBeCloseTo(0.4042, 4);
    expect(document.jumps).toEqual([
      {
        at: 1.002,
        from: 1,
        before: 0.1,
        after: 1,
        events: [{ event: 17, at: 1.001, machine: 'broker-0', kind: 'machine-ended', text: 'loses power' }],
      },
    ]);
    expect(document).toMatchObject({
      inevitableAt: 1.002,
      failedAt: 2,
      oracle: 'no-lost-message',
      faults: [{ slot: 4, text: 'power-loss broker-0 for 10 ms', from: 1.001, to: 1.011 }],
    });
  });
});

describe('the text', () => {
  test('names the failure, the moment, what happened then, and how to see more', () => {
    const text = textOf();
    expect(text.split('\n')[0]).toBe('no-lost-message in small S:1 with hasty');
    expect(text).toContain('at the start 10 % of the runs fail the same way, 20 % in any way\n');
    expect(text).toContain('inevitable from 1.002000 s on; found at 2.000000 s\n');
    expect(text).toContain(
      '▲1 from 10 % to 100 % between 1.000000 s and 1.002000 s\n   1.001000 s  broker-0 loses power\n',
    );
    expect(text.split('\n').at(-1)).toBe(
      "npx windtunnel replay 'my capsule.json' --until 1.002s --trace | tail -50",
    );
  });

  test('says what it does not know', () => {
    const text = textOf({ jumps: [], inevitableFromUs: undefined, isInterrupted: true });
    expect(text).toContain('not certain before it was found, at 2.000000 s\nit does not jump anywhere\n');
    expect(text.split('\n').at(-1)).toBe('interrupted: this is a partial curve');
    expect(textOf({ inevitableFromUs: 0 })).toContain('inevitable from the start on');
  });
});
