import { describe, expect, test } from 'vitest';
import { describeFinding } from './failure.ts';

function crash(stack: string): string {
  return describeFinding({ kind: 'crashed', machine: 'broker-0', stack })?.fingerprint ?? '';
}

describe('failure', () => {
  test('a run that held is none', () => {
    expect(describeFinding({ kind: 'held' })).toBeUndefined();
  });

  test('crashes of one cause share a fingerprint, whatever the numbers and folders', () => {
    const here = crash(
      'Error: offset 12 missing\n    at read (file:///a/b/store.js:10:5)\n    at next (x.js:1:1)',
    );
    const there = crash(
      'Error: offset 99 missing\n    at read (file:///c/store.js:11:7)\n    at other (y.js:1:1)',
    );
    expect(here).toBe(there);
  });

  test('crashes of two causes differ', () => {
    expect(crash('Error: left\n    at a (x.js:1:1)')).not.toBe(crash('Error: right\n    at a (x.js:1:1)'));
    expect(crash('Error: left\n    at a (x.js:1:1)')).not.toBe(crash('Error: left\n    at b (x.js:1:1)'));
  });

  test('the message of a stalled run is the first line of its report', () => {
    const described = describeFinding({ kind: 'stalled', why: 'nothing is left to happen\n3 machines' });
    expect(described).toMatchObject({
      verdict: 'stalled',
      oracle: null,
      message: 'nothing is left to happen',
    });
  });
});
