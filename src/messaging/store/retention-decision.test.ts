import { expect, test } from 'vitest';
import { isTimeToDelete, retentionVerdict, usedPerCent } from './retention-decision.ts';
import { DEFAULT_RETENTION_OPTIONS as DEFAULTS } from './retention-options.ts';

const HOUR_MS = 3_600_000;
const AT_NOON = { wallMs: 12 * HOUR_MS, usedPerCent: 10, isAsked: false };

test.each([
  ['an hour that is not named', {}, 'none'],
  ['the named hour', { wallMs: 1000 * 24 * HOUR_MS + 4 * HOUR_MS + 1 }, 'expired'],
  ['an operator asks', { isAsked: true }, 'expired'],
  ['75 % are used', { usedPerCent: 75 }, 'none'],
  ['76 % are used', { usedPerCent: 76 }, 'expired'],
  ['85 % are used', { usedPerCent: 85 }, 'expired'],
  ['86 % are used', { usedPerCent: 86 }, 'any-age'],
  ['all is used', { usedPerCent: 100 }, 'any-age'],
])('%s', (_what, change, verdict) => {
  expect(retentionVerdict({ ...AT_NOON, ...change }, DEFAULTS)).toBe(verdict);
});

test('without force a full disk loses only what has expired', () => {
  const options = { ...DEFAULTS, cleanForcibly: false };
  expect(retentionVerdict({ ...AT_NOON, usedPerCent: 99 }, options)).toBe('expired');
});

test('several hours may be named, from their first millisecond to their last', () => {
  const hours = [0, 3.999, 4, 4.999, 5, 23].map((hour) => isTimeToDelete('04;23', hour * HOUR_MS));
  expect(hours).toEqual([false, false, true, true, false, true]);
});

test('usage counts in whole per cents, rounded up, of what this process could ever use', () => {
  const of = (usedBytes: number, availableBytes: number) => usedPerCent({ usedBytes, availableBytes });
  expect([of(0, 100), of(1, 999), of(90, 10), of(901, 99), of(5, 0), of(0, 0)]).toEqual([
    0, 1, 90, 91, 100, 100,
  ]);
});
