import { describe, expect, test } from 'vitest';
import { oneWriter } from './one-writer.ts';
import { type At, at, extent, verdictOf, wrote } from './testing/written-replicas.ts';
import { machineEnded } from './testing/written-store.ts';

const say = (...history: At[]) => verdictOf(oneWriter, history)?.fingerprint;

describe('one writer holds', () => {
  test('while a master stores and its slave copies', () => {
    expect(say(wrote('broker-0', 100), extent('slave-1', 100), wrote('broker-0', 200))).toBeUndefined();
  });
  test('when a slave takes over from a master that is gone, and that one comes back later', () => {
    const over = [wrote('broker-0', 100), at('broker-0', machineEnded('killed')), wrote('slave-1', 200)];
    expect(say(...over, at('slave-1', machineEnded('stopped')), wrote('broker-0', 300))).toBeUndefined();
  });
});

describe('one writer is violated', () => {
  test('by a slave that takes over from a master that lives', () => {
    expect(say(wrote('broker-0', 100), wrote('slave-1', 200))).toBe('one-writer: two masters');
  });
  test('by a master that comes back as such beside the one that took its place', () => {
    const over = [wrote('broker-0', 100), at('broker-0', machineEnded('killed')), wrote('slave-1', 200)];
    expect(say(...over, wrote('broker-0', 300))).toBe('one-writer: two masters');
  });
});
