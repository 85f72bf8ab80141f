import { describe, expect, test } from 'vitest';
import { deliveredStays } from './delivered-stays.ts';
import type { MessageEntry } from './message-entry.ts';
import { delivered, PROMISES, verdictUnder } from './testing/written-history.ts';
import { type At, at, groupLost, promoted, verdictOf } from './testing/written-replicas.ts';
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

test('delivered stays unless all copies are lost, with which it goes', () => {
  const first = at('broker-0', stored(0));
  const read = at('consumer-0', delivered('k/0'));
  const other = at('consumer-0', delivered('k/1', { bodyCrc: 9 }));
  const begun = [at('broker-0', recovered(0)), at('broker-0', stored(0, { bodyCrc: 9 }))];
  const fingerprintOf = (...history: At[]) => verdictOf(deliveredStays, history, { copies: 2 })?.fingerprint;
  expect(fingerprintOf(first, read, groupLost, read, ...begun, read, other)).toBeUndefined();
  expect(fingerprintOf(first, groupLost, ...begun, at('consumer-0', delivered('k/2', { bodyCrc: 8 })))).toBe(
    'delivered-stays: gone when it was delivered',
  );
});

describe('where a slave may take the place of a master', () => {
  const judged = (readersSee: 'copied' | 'stored', history: readonly At[]) =>
    verdictOf(deliveredStays, history, { copies: 2, readersSee })?.fingerprint.replace(
      'delivered-stays: ',
      '',
    );
  const both = (...history: At[]) => [judged('stored', history), judged('copied', history)];
  const master = (position: number) => at('broker-0', stored(position));
  const slave = (position: number, machine = 'slave-1') => at(machine, stored(position));
  const read = at('consumer-0', delivered('k/0'));
  const isGone = at('broker-0', machineEnded('disk-wiped'));
  const returns = at('broker-0', recovered(0));
  const nothing = [undefined, undefined];

  test('it stays when the slave has it, and is delivered again', () => {
    expect(both(master(0), slave(0), read, isGone, promoted(), read, returns, master(0), read)).toEqual(
      nothing,
    );
  });
  test('what comes back to the old machine, and goes there, is nothing to the broker', () => {
    const loses = at('broker-0', recovered(0, { lost: [record(0)] }));
    expect(both(master(0), slave(0), read, isGone, promoted(), returns, master(0), loses)).toEqual(nothing);
  });
  test('a slave that loses it gets it again, and may serve it', () => {
    const loses = at('slave-1', recovered(0, { lost: [record(0)] }));
    expect(both(master(0), slave(0), read, at('slave-1', powerLost), loses, read, slave(0))).toEqual(nothing);
  });
  test('what the slave never had is gone, and only where readers were promised copies it was owed', () => {
    const history = [master(0), read, isGone, promoted()];
    expect(both(...history)).toEqual([undefined, 'taken by a promotion']);
    expect(
      judged('stored', [...history, read, at('slave-1', stored(0, { bodyCrc: 9 })), read]),
    ).toBeUndefined();
  });
  test('the slave has another message there', () => {
    const history = [master(0), at('slave-1', stored(0, { bodyCrc: 9 })), read, promoted()];
    expect(both(...history)).toEqual([undefined, 'taken by a promotion']);
  });
  test('what nobody read may go, but not be read then where readers were promised copies', () => {
    expect(both(master(0), promoted())).toEqual(nothing);
  });
  test('a message that neither of them ever had was not to be delivered', () => {
    const wrong = at('consumer-0', delivered('k/0', { bodyCrc: 8 }));
    expect(both(master(0), slave(0), promoted(), wrong)).toEqual([
      'gone when it was delivered',
      'gone when it was delivered',
    ]);
  });
  test('the new master loses what the old one had delivered', () => {
    const loses = at('slave-1', recovered(0, { lost: [record(0)] }));
    expect(both(master(0), slave(0), read, promoted(), at('slave-1', killed), loses)).toEqual([
      'lost',
      'lost',
    ]);
  });
  test('a slave whose disk was emptied has nothing that it once had', () => {
    const emptied = at('slave-1', machineEnded('disk-wiped'));
    expect(both(master(0), slave(0), read, emptied, promoted())).toEqual([undefined, 'taken by a promotion']);
    const again = [emptied, at('slave-1', recovered(0)), slave(0)];
    expect(both(master(0), slave(0), read, ...again, promoted(), read)).toEqual(nothing);
  });
});
