import { describe, expect, test } from 'vitest';
import type { ConfigEntry } from './config-entry.ts';
import { configOldOrNew } from './config-old-or-new.ts';
import { PROMISES, verdictOf, verdictUnder } from './testing/written-history.ts';

const path = 'store/config/topics.json';
const saving = (digest: number): ConfigEntry => ({ kind: 'config-saving', path, digest });
const saved = (digest: number): ConfigEntry => ({ kind: 'config-saved', path, digest });
const left = (digest: number | undefined, lostPower = true): ConfigEntry => ({
  kind: 'config-left',
  path,
  digest,
  lostPower,
});
const say = (...entries: ConfigEntry[]) =>
  verdictOf(configOldOrNew, entries)?.fingerprint.replace('config-old-or-new: ', '');

describe('config old or new holds', () => {
  test('with the old content or the new one, when a save was cut off', () => {
    const half = [saving(1), saved(1), saving(2)];
    expect([say(...half, left(1)), say(...half, left(2))]).toEqual([undefined, undefined]);
  });
  test('with no file before the first save is done', () => {
    expect(say(saving(1), left(undefined))).toBeUndefined();
  });
  test('when a power loss takes back what a killed process had not synced', () => {
    expect(say(saving(1), saved(1), saving(2), left(2, false), left(1))).toBeUndefined();
  });
});

describe('where files are overwritten', () => {
  const promises = { ...PROMISES, configFiles: 'overwritten' as const };
  const sayOverwritten = (...entries: ConfigEntry[]) =>
    verdictUnder(promises, configOldOrNew, entries)?.fingerprint;
  const whole = [saving(1), saved(1)];

  test('a power loss may leave anything, also what a save that was done had replaced', () => {
    expect(
      sayOverwritten(...whole, saving(2), saved(2), left(undefined), left(undefined, false)),
    ).toBeUndefined();
    expect(sayOverwritten(...whole, left(9), left(9))).toBeUndefined();
  });
  test('the first end of a process in a save leaves old or new; the second may leave nothing', () => {
    const half = [...whole, saving(2)];
    expect(sayOverwritten(...half, left(undefined, false))).toContain('nothing');
    expect(sayOverwritten(...half, left(1, false), left(undefined, false))).toContain('nothing');
    expect(sayOverwritten(...half, left(1, false), saving(3), left(undefined, false))).toBeUndefined();
  });
  test('a save that was done begins anew', () => {
    const half = [...whole, saving(2), left(1, false), saving(3)];
    expect(sayOverwritten(...half, saved(3), saving(4), left(undefined, false))).toContain('nothing');
  });
});

describe('config old or new is violated', () => {
  test('by a file that is gone, or holds something else', () => {
    expect(say(saving(1), saved(1), left(undefined))).toBe('nothing');
    expect(say(saving(1), saved(1), saving(2), left(3))).toBe('another content');
  });
  test('by the old content after the save is done', () => {
    expect(say(saving(1), saved(1), saving(2), saved(2), left(1))).toBe('another content');
  });
  test('by content that comes back after a power loss had taken it', () => {
    expect(say(saving(1), saved(1), saving(2), left(1), left(2))).toBe('another content');
  });
});
