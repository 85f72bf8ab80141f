import { describe, expect, test } from 'vitest';
import { TWO_QUEUES, writtenRun } from '../explorer/causes/testing/written-trace.ts';
import { shivizLines } from './shiviz-log.ts';

const RUN = writtenRun(TWO_QUEUES);

/** As ShiViz reads a log: by the expression, line by line. */
function parse(lines: readonly string[]) {
  const [expression = '', delimiter, ...log] = lines;
  expect(delimiter).toBe('');
  const matches = [...log.join('\n').matchAll(new RegExp(expression, 'gm'))];
  expect(matches).toHaveLength(log.length);
  return matches.map(({ groups }) => ({
    host: groups?.['host'] ?? '',
    event: groups?.['event'] ?? '',
    clock: JSON.parse(groups?.['clock'] ?? '') as Record<string, number>,
  }));
}

describe('a log for ShiViz', () => {
  test('is what its own expression parses, an event a line', () => {
    const events = parse([...shivizLines(RUN)]);
    expect(events).toHaveLength(RUN.trace.length);
    expect(events[2]).toEqual({
      host: 'left',
      clock: { sender: 1, left: 1 },
      event: '#3 11.000 ms network data 300',
    });
    expect(events[1]?.event).toContain('operation: sends message 0 of key k; sends');
  });

  test('has clocks that begin at 1, rise by 1, and know only machines with so many events', () => {
    const events = parse([...shivizLines(RUN)]);
    const totals = new Map<string, number>();
    for (const { host } of events) totals.set(host, (totals.get(host) ?? 0) + 1);
    const seen = new Map<string, number>();
    for (const { host, clock } of events) {
      seen.set(host, (seen.get(host) ?? 0) + 1);
      expect(clock[host]).toBe(seen.get(host));
      for (const [other, count] of Object.entries(clock)) {
        expect(count).toBeGreaterThanOrEqual(1);
        expect(count).toBeLessThanOrEqual(totals.get(other) ?? 0);
      }
    }
    expect(seen.get('world')).toBe(1);
  });

  test('stays one line per event and one clock per line, whatever was said', () => {
    const [first, ...others] = TWO_QUEUES;
    const says = [{ text: 'a\nb {"x": 1} c' }];
    const run = writtenRun([{ ...(first as (typeof TWO_QUEUES)[number]), says }, ...others]);
    const [event] = parse([...shivizLines(run)]);
    expect(event).toMatchObject({ host: 'late', clock: { late: 1 } });
    expect(event?.event).toContain('a b {"x": 1} c');
  });
});
