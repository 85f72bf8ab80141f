import { describe, expect, test } from 'vitest';
import { TWO_QUEUES, writtenRun } from '../explorer/causes/testing/written-trace.ts';
import { type PerfettoEvent, perfettoTrace } from './perfetto-trace.ts';

const RUN = { ...writtenRun(TWO_QUEUES), scenario: 's', design: 'd', seed: 'S:1', digest: 'a'.repeat(16) };
const { traceEvents: EVENTS } = JSON.parse(JSON.stringify(perfettoTrace(RUN))) as {
  traceEvents: readonly PerfettoEvent[];
};

function ofPhase(...phases: readonly PerfettoEvent['ph'][]): readonly PerfettoEvent[] {
  return EVENTS.filter(({ ph }) => phases.includes(ph));
}

describe('a trace for Perfetto', () => {
  test('has what every event needs, and times in order', () => {
    for (const event of EVENTS) {
      expect(event.name).not.toBe('');
      for (const field of ['ts', 'pid', 'tid'] as const) expect(event[field]).toBeGreaterThanOrEqual(0);
    }
    const times = EVENTS.map(({ ts }) => ts);
    expect(times).toEqual(times.toSorted((left, right) => left - right));
  });

  test('names each machine once, and each of its threads', () => {
    const names = ofPhase('M').filter(({ name }) => name === 'process_name');
    expect(names.map(({ args }) => args?.['name'])).toEqual([
      'late',
      'sender',
      'left',
      'right',
      'early',
      'world',
    ]);
    const threads = new Set(
      ofPhase('M')
        .filter(({ name }) => name === 'thread_name')
        .map(({ pid, tid }) => `${pid}/${tid}`),
    );
    for (const { pid, tid } of ofPhase('X', 'i', 's', 'f', 'b', 'e'))
      expect(threads).toContain(`${pid}/${tid}`);
  });

  test('has one slice for each event', () => {
    const slices = ofPhase('X');
    expect(slices).toHaveLength(RUN.trace.length);
    expect(slices[2]).toMatchObject({ name: 'network data', ts: 11_000, dur: 1, args: { number: 3 } });
  });

  test('has an arrow for each packet, from the slice that sent it to the slice in which it arrived', () => {
    const starts = new Map(ofPhase('s').map((event) => [event.id, event]));
    const ends = ofPhase('f');
    expect(ends).toHaveLength(6);
    expect(starts.size).toBe(ends.length);
    for (const end of ends) {
      const start = starts.get(end.id) as PerfettoEvent;
      expect(start).toMatchObject({ name: end.name, cat: end.cat });
      expect(start.ts).toBeLessThanOrEqual(end.ts);
      expect(start.pid).not.toBe(end.pid);
      for (const { ts, pid, tid } of [start, end]) expect(sliceAt(ts, pid, tid)).toBeDefined();
    }
    expect(ends[0]).toMatchObject({ name: 'send', bp: 'e', ts: 11_000 });
  });

  test('has faults as slices of their own that end with the run at the latest, and the account as instants', () => {
    expect(ofPhase('b', 'e')).toMatchObject([
      { ph: 'b', name: 'pause late for 900 ms', id: 3, ts: 95_000 },
      { ph: 'e', name: 'pause late for 900 ms', id: 3, ts: 1_002_000 },
    ]);
    const instants = ofPhase('i');
    expect(instants).toHaveLength(RUN.account.length);
    expect(instants.at(-1)).toMatchObject({ cat: 'violated', s: 'g' });
  });
});

function sliceAt(ts: number, pid: number, tid: number): PerfettoEvent | undefined {
  return ofPhase('X').find((event) => event.ts === ts && event.pid === pid && event.tid === tid);
}
