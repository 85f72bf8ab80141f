import { describe, expect, test } from 'vitest';
import { Causality } from './causality.ts';
import { TWO_QUEUES, writtenRun } from './testing/written-trace.ts';
import { clockedEvents, type VectorClock } from './vector-clocks.ts';

const { trace } = writtenRun(TWO_QUEUES);
const CLOCKED = [...clockedEvents(trace)];

function isBefore(one: VectorClock, other: VectorClock): boolean {
  return [...one].every(([machine, count]) => count <= (other.get(machine) ?? 0));
}

describe('vector clocks', () => {
  test('count the events of their machine one by one', () => {
    const counts = new Map<string, number>();
    for (const { event, clock } of CLOCKED) {
      const count = (counts.get(event.machine) ?? 0) + 1;
      counts.set(event.machine, count);
      expect(clock.get(event.machine)).toBe(count);
    }
  });

  test('put an event behind its cause, and nothing behind what it does not follow from', () => {
    const causality = new Causality(trace);
    const clockOf = new Map(CLOCKED.map(({ event, clock }) => [event.number, clock]));
    for (const { event, clock } of CLOCKED) {
      const cause = causality.causeOf(event);
      if (cause !== undefined) expect(isBefore(clockOf.get(cause.number) as VectorClock, clock)).toBe(true);
    }
    const [early, late] = [clockOf.get(10), clockOf.get(12)] as [VectorClock, VectorClock];
    expect(isBefore(early, late)).toBe(false);
    expect(isBefore(late, early)).toBe(false);
    expect(Object.fromEntries(clockOf.get(16) as VectorClock)).toEqual({ sender: 1, left: 4, late: 4 });
  });
});
