import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../simulator/trace.ts';
import { decodeEvents, EVENT_RECORD, encodeEvents, isRecorded } from './event-record.ts';
import { tinyEvent } from './testing/tiny-host.ts';

const step = fc.record({
  afterUs: fc.integer({ min: 0, max: 2 ** 41 }),
  label: fc.constantFrom('network data', 'lane send', 'disk sync'),
  machine: fc.constantFrom('', 'broker-0', 'producer-1'),
  identity: fc.stringMatching(/^[0-9a-f]{16}$/),
  detail: fc.integer({ min: -1, max: 2 ** 31 - 1 }),
});

const run = fc.array(step, { maxLength: 200 }).map((steps) => {
  let timeUs = 0;
  return steps.map(({ afterUs, ...event }, index): TraceEvent => {
    timeUs += afterUs;
    return { ...event, number: index + 1, timeUs, cause: '' };
  });
});

describe('record of events', () => {
  test('what was recorded is recognised, event by event', () => {
    fc.assert(
      fc.property(run, (events) => {
        const record = encodeEvents(events);
        expect(EVENT_RECORD.safeParse(JSON.parse(JSON.stringify(record))).success).toBe(true);
        const decoded = decodeEvents(record) ?? [];
        expect(decoded.length).toBe(events.length);
        for (const [index, event] of events.entries()) {
          const recorded = decoded[index];
          expect(recorded !== undefined && isRecorded(recorded, event)).toBe(true);
        }
      }),
      { seed: 7, numRuns: 50 },
    );
  });

  test('an event that is another in anything is not recognised', () => {
    const [recorded] = decodeEvents(encodeEvents([tinyEvent(1, 'aaaa')])) ?? [];
    const others: Partial<TraceEvent>[] = [
      { timeUs: 2 },
      { label: 'jump' },
      { machine: 'n' },
      { detail: 1 },
      { identity: 'aaab' },
    ];
    for (const other of others) {
      const event = { ...tinyEvent(1, 'aaaa'), ...other };
      expect(recorded !== undefined && isRecorded(recorded, event), JSON.stringify(other)).toBe(false);
    }
  });

  test('a record of another version of the columns, or a damaged one, is refused', () => {
    const record = encodeEvents([tinyEvent(1), tinyEvent(2)]);
    const damaged = [
      { ...record, count: 3 },
      { ...record, labels: [] },
      { ...record, bytes: record.bytes + 1 },
      { ...record, columns: record.columns.slice(4) },
      { ...record, columns: '!' },
    ];
    for (const one of damaged) expect(EVENT_RECORD.safeParse(one).success, JSON.stringify(one)).toBe(false);
  });

  test('pinned: capsules that were saved stay readable', () => {
    const columns = 'YwACxtVMDA6rhVYLAQA=';
    const saved = { count: 2, labels: ['step'], machines: ['m'], bytes: 13, columns };
    expect(decodeEvents(saved)).toEqual([
      { number: 1, timeUs: 1, machine: 'm', label: 'step', detail: 0, mark: 0xab12 },
      { number: 2, timeUs: 300, machine: 'm', label: 'step', detail: 64, mark: 0xab12 },
    ]);
  });
});
