import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../simulator/trace.ts';
import { compareEvents } from './event-comparison.ts';

interface Step {
  readonly id: string;
  readonly by?: string;
  readonly at: number;
  readonly on?: string;
  readonly what?: string;
}

function trace(...steps: readonly Step[]): readonly TraceEvent[] {
  return steps.map(({ id, by = 'outside', at, on = 'm', what = 'step' }, index) => ({
    number: index + 1,
    timeUs: at,
    label: what,
    machine: on,
    identity: id,
    cause: by,
    detail: 0,
  }));
}

const ROOT = { id: 'root', at: 1 } as const;
const END = { id: 'end', at: 100 } as const;

describe('events of two runs', () => {
  test('the same run has no difference', () => {
    const events = trace(ROOT, { id: 'a', by: 'root', at: 2 }, END);
    expect(compareEvents(events, events)).toEqual({
      first: undefined,
      same: 3,
      moved: 0,
      onlyLeft: 0,
      onlyRight: 0,
      after: { left: 0, right: 0 },
      partings: [],
    });
  });

  test('what is only in one run because of its cause follows from where the runs part', () => {
    const fault = { id: 'fault', at: 5, what: 'fault begins' } as const;
    const left = trace(
      ROOT,
      fault,
      { id: 'f1', by: 'fault', at: 6 },
      { id: 'f2', by: 'f1', at: 7 },
      { id: 'a', by: 'root', at: 8 },
      { id: 'f3', by: 'f1', at: 9 },
      END,
    );
    const right = trace(ROOT, { id: 'a', by: 'root', at: 8 }, END);
    const comparison = compareEvents(left, right);
    expect(comparison).toMatchObject({ same: 3, moved: 0, onlyLeft: 4, onlyRight: 0 });
    expect(comparison.first).toEqual({
      number: 2,
      left: left[1],
      right: right[1],
      leftInRight: undefined,
      rightInLeft: left[4],
      cause: undefined,
    });
    expect(comparison.partings).toEqual([
      { atUs: 5, cause: undefined, left: [{ event: left[1], followers: 3 }], right: [] },
    ]);
  });

  test('one cause with other consequences is one parting, also where identities coincide', () => {
    const left = trace(
      ROOT,
      { id: 'a', by: 'root', at: 2, on: 'broker-0' },
      { id: 'b', by: 'a', at: 3, on: 'broker-0' },
      END,
    );
    const right = trace(
      ROOT,
      { id: 'a', by: 'root', at: 2, on: 'broker-1' },
      { id: 'c', by: 'root', at: 4 },
      END,
    );
    const { partings, first, onlyLeft, onlyRight } = compareEvents(left, right);
    expect([onlyLeft, onlyRight]).toEqual([2, 2]);
    expect(first).toMatchObject({ number: 2, cause: left[0], leftInRight: undefined });
    expect(partings).toEqual([
      {
        atUs: 2,
        cause: left[0],
        left: [{ event: left[1], followers: 1 }],
        right: [
          { event: right[1], followers: 0 },
          { event: right[2], followers: 0 },
        ],
      },
    ]);
  });

  test('an event at another time has moved; its twin is named', () => {
    const left = trace(ROOT, { id: 'a', by: 'root', at: 2 }, { id: 'b', by: 'root', at: 3 }, END);
    const right = trace(ROOT, { id: 'b', by: 'root', at: 3 }, { id: 'a', by: 'root', at: 4 }, END);
    const { same, moved, partings, first } = compareEvents(left, right);
    expect({ same, moved, partings }).toEqual({ same: 3, moved: 1, partings: [] });
    expect(first).toMatchObject({ number: 2, leftInRight: right[2], rightInLeft: left[2] });
  });

  test('what the longer run has after the other was over is no difference', () => {
    const left = trace(ROOT, { id: 'a', by: 'root', at: 2 });
    const right = trace(
      ROOT,
      { id: 'a', by: 'root', at: 2 },
      { id: 'b', by: 'a', at: 3 },
      { id: 'c', by: 'b', at: 4 },
    );
    const comparison = compareEvents(left, right);
    expect(comparison).toMatchObject({
      onlyLeft: 0,
      onlyRight: 0,
      after: { left: 0, right: 2 },
      partings: [],
    });
    expect(comparison.first).toMatchObject({ number: 3, left: undefined, right: right[2] });
  });
});
