import { describe, expect, test } from 'vitest';
import { Causality } from './causality.ts';
import { TWO_QUEUES, writtenRun } from './testing/written-trace.ts';

const { trace } = writtenRun(TWO_QUEUES);
const CAUSALITY = new Causality(trace);

function eventAt(number: number) {
  const event = trace[number - 1];
  if (event === undefined) throw new Error(`no event ${number}`);
  return event;
}

describe('causality', () => {
  test('follows causes back to what the plan caused', () => {
    const chain = CAUSALITY.chainOf(eventAt(16)).map(({ number }) => number);
    expect(chain).toEqual([16, 15, 14, 13, 12, 1]);
    expect(CAUSALITY.chainOf(eventAt(2))).toHaveLength(1);
  });

  test('never follows a cause that comes later, which would have no end', () => {
    const event = { ...eventAt(1), cause: eventAt(2).identity };
    const looped = new Causality([event, { ...eventAt(2), cause: event.identity }]);
    expect(looped.chainOf(event)).toHaveLength(1);
  });

  test('an arrival comes from the machine of its cause, and what the world lets go from nowhere', () => {
    expect(CAUSALITY.transferOf(eventAt(3))).toMatchObject({ from: 'sender', to: 'left' });
    expect(CAUSALITY.transferOf(eventAt(4))).toBeUndefined();
    const released = { ...eventAt(12), cause: eventAt(11).identity };
    expect(new Causality([eventAt(11), released]).transferOf(released)).toBeUndefined();
  });

  test('an arrival is for the lane that takes it, or answers the request of its receiver', () => {
    expect(CAUSALITY.purposeOf(eventAt(3))).toBe('send');
    expect(CAUSALITY.purposeOf(eventAt(5))).toBe('answer to send');
    expect(CAUSALITY.purposeOf(eventAt(15))).toBe('answer to pull');
    expect(CAUSALITY.purposeOf({ ...eventAt(3), label: 'network reset' })).toBe('reset');
  });

  test('what the work for somebody else let go is the answer to a request that was held', () => {
    expect(CAUSALITY.purposeOf(eventAt(9))).toBe('answer to a held request');
  });
});
