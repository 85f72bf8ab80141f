import { describe, expect, test } from 'vitest';
import { flushedSurvives } from './flushed-survives.ts';
import type { MessageEntry } from './message-entry.ts';
import { ended, PROMISES, sent, verdictUnder } from './testing/written-history.ts';
import { flushed, machineEnded, record, recovered, stored } from './testing/written-store.ts';

const under =
  (flush: 'synchronous' | 'asynchronous') =>
  (...entries: MessageEntry[]) =>
    verdictUnder({ ...PROMISES, flush }, flushedSurvives, entries)?.fingerprint.replace(
      'flushed-survives: ',
      '',
    );
const say = under('synchronous');
const sayAsynchronous = under('asynchronous');

const powerLost = machineEnded('power-lost');
const killed = machineEnded('killed');
const acknowledged = [sent('k/0'), stored(0), ended('k/0', 'acknowledged')];
const hasty: MessageEntry = { ...sent('k/0'), waitsForStore: false } as MessageEntry;

describe('flushed survives holds', () => {
  test('when what was acknowledged is there', () => {
    expect(say(...acknowledged, powerLost, recovered(100))).toBeUndefined();
  });
  test('when a power loss takes what nobody was promised', () => {
    expect(
      say(...acknowledged, stored(100), powerLost, recovered(100, { lost: [record(100)] })),
    ).toBeUndefined();
  });
  test('when a power loss takes a message that did not wait for the store', () => {
    const history = [hasty, stored(0), ended('k/0', 'acknowledged'), powerLost];
    expect(say(...history, recovered(0, { lost: [record(0)] }))).toBeUndefined();
  });
  test('when a power loss takes what was acknowledged under asynchronous flush', () => {
    expect(sayAsynchronous(...acknowledged, powerLost, recovered(0, { lost: [record(0)] }))).toBeUndefined();
  });
  test('when the acknowledgement arrives after the recovery', () => {
    expect(
      say(sent('k/0'), stored(0), powerLost, recovered(100), ended('k/0', 'acknowledged')),
    ).toBeUndefined();
  });
});

describe('flushed survives is violated', () => {
  test('by an acknowledged message that a power loss takes', () => {
    expect(say(...acknowledged, powerLost, recovered(0, { lost: [record(0)] }))).toBe('acknowledged');
  });
  test('by one whose acknowledgement arrives when it is gone already', () => {
    const history = [sent('k/0'), stored(0), powerLost, recovered(0, { lost: [record(0)] })];
    expect(say(...history, ended('k/0', 'acknowledged'))).toBe('gone when it was acknowledged');
  });
  test('by one whose offset another message has by then', () => {
    const history = [sent('k/0'), stored(0), powerLost, recovered(0, { lost: [record(0)] })];
    expect(say(...history, stored(0, { bodyCrc: 9 }), ended('k/0', 'acknowledged'))).toBe(
      'gone when it was acknowledged',
    );
  });
  test('by a log that was said to be flushed, in both modes', () => {
    const history = [
      stored(0),
      stored(100),
      flushed(200),
      powerLost,
      recovered(100, { lost: [record(100)] }),
    ];
    expect([say(...history), sayAsynchronous(...history)]).toEqual(['flushed', 'flushed']);
  });
  test('by a process death that takes what was written', () => {
    const history = [stored(0), stored(100), killed, recovered(100, { lost: [record(100)] })];
    expect([say(...history), sayAsynchronous(...history)]).toEqual([
      'in the page cache',
      'in the page cache',
    ]);
  });
  test('by a power loss of which an earlier recovery could know nothing', () => {
    expect(say(...acknowledged, killed, recovered(100), powerLost, recovered(0))).toBe('acknowledged');
  });
});
