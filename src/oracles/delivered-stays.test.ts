import { describe, expect, test } from 'vitest';
import { deliveredStays } from './delivered-stays.ts';
import type { MessageEntry } from './message-entry.ts';
import { delivered, PROMISES, verdictUnder } from './testing/written-history.ts';
import { machineEnded, record, recovered, stored } from './testing/written-store.ts';

const under =
  (flush: 'synchronous' | 'asynchronous') =>
  (...entries: MessageEntry[]) =>
    verdictUnder({ ...PROMISES, flush }, deliveredStays, entries)?.fingerprint.replace(
      'delivered-stays: ',
      '',
    );
const say = under('synchronous');
const sayAsynchronous = under('asynchronous');

const powerLost = machineEnded('power-lost');
const killed = machineEnded('killed');
const lostFirst = recovered(0, { lost: [record(0)] });

describe('delivered stays holds', () => {
  test('when what was delivered is there after a recovery, and delivered again', () => {
    expect(
      say(stored(0), delivered('k/0'), powerLost, recovered(100), stored(100), delivered('k/0')),
    ).toBeUndefined();
  });
  test('when what is lost was given to nobody', () => {
    expect(say(stored(0), powerLost, lostFirst, stored(0, { bodyCrc: 9 }))).toBeUndefined();
  });
  test('when a recovery finds a record that nobody had seen written', () => {
    expect(say(killed, recovered(100, { found: [record(0)] }), delivered('k/0'))).toBeUndefined();
  });
  test('under asynchronous flush when a power loss takes it, also if it arrives later', () => {
    const reused = stored(0, { bodyCrc: 9 });
    const later = delivered('k/1', { bodyCrc: 9 });
    const history = [stored(0), delivered('k/0'), powerLost, lostFirst, reused, delivered('k/0'), later];
    expect(sayAsynchronous(...history)).toBeUndefined();
  });
});

describe('delivered stays is violated', () => {
  test('by a power loss that takes what was delivered', () => {
    expect(say(stored(0), delivered('k/0'), powerLost, lostFirst)).toBe('lost');
  });
  test('by a delivery that arrives when it is gone, and when another is there', () => {
    expect(say(stored(0), powerLost, lostFirst, delivered('k/0'))).toBe('gone when it was delivered');
    expect(say(stored(0), powerLost, lostFirst, stored(0, { bodyCrc: 9 }), delivered('k/0'))).toBe(
      'gone when it was delivered',
    );
  });
  test('under asynchronous flush by a process death, and by a loss without one', () => {
    expect(sayAsynchronous(stored(0), delivered('k/0'), killed, lostFirst)).toBe('lost');
    expect(sayAsynchronous(powerLost, recovered(0), stored(0), delivered('k/0'), lostFirst)).toBe('lost');
  });
  test('by a body that never was there', () => {
    expect(sayAsynchronous(stored(0), delivered('k/0', { bodyCrc: 8 }))).toBe('gone when it was delivered');
  });
});
