import { describe, expect, test } from 'vitest';
import { flushedSurvives } from './flushed-survives.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Promises } from './oracle.ts';
import { ended, PROMISES, sent, verdictUnder } from './testing/written-history.ts';
import { type At, at, differ, extent, groupLost, promoted, verdictOf } from './testing/written-replicas.ts';
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

describe('where a slave takes the place of its master', () => {
  const judged = (promises: Partial<Promises>, history: readonly At[]) =>
    verdictOf(flushedSurvives, history, promises)?.fingerprint.replace('flushed-survives: ', '');
  /** Under each flush with two copies, then with none. */
  const each = (...history: At[]) => [
    judged({ copies: 2 }, history),
    judged({ copies: 2, flush: 'asynchronous' }, history),
    judged({}, history),
    judged({ flush: 'asynchronous' }, history),
  ];
  const never = [undefined, undefined, undefined, undefined];
  const copied = ['copied', 'copied', undefined, undefined];
  const invoked = at('producer-0', sent('k/0'));
  const answered = at('producer-0', ended('k/0', 'acknowledged'));
  const master = [extent('broker-0', 0), at('broker-0', stored(0))];
  const slave = [extent('slave-1', 0), at('slave-1', stored(0))];
  const isGone = at('broker-0', machineEnded('disk-wiped'));
  const loses = at('slave-1', recovered(0, { lost: [record(0)] }));

  test('it has what was acknowledged, whose machine is emptied', () => {
    const history = [
      invoked,
      ...master,
      ...slave,
      answered,
      promoted(),
      isGone,
      at('slave-1', recovered(100)),
    ];
    expect(each(...history)).toEqual(never);
  });
  test('it has not what was acknowledged: that was owed where copies were', () => {
    const history = [invoked, ...master, extent('slave-1', 0), answered, isGone, promoted()];
    expect(each(...history, at('slave-1', recovered(0)))).toEqual(copied);
    expect(each(...history, isGone, at('slave-1', recovered(0)))).toEqual(copied);
  });
  test('it has not what did not wait, or what nobody was told to be safe', () => {
    const history = [...master, extent('slave-1', 0), isGone, promoted(), at('slave-1', recovered(0))];
    expect(each(invoked, ...history)).toEqual(never);
    expect(each(at('producer-0', hasty), ...history, answered)).toEqual(never);
  });
  test('an acknowledgement that comes late finds it there, or not', () => {
    const there = [invoked, ...master, ...slave, promoted(), isGone, at('slave-1', recovered(100)), answered];
    expect(each(...there)).toEqual(never);
    const gone = [
      invoked,
      ...master,
      extent('slave-1', 0),
      promoted(),
      at('slave-1', recovered(0)),
      answered,
    ];
    const wrong = 'gone when it was acknowledged';
    expect(each(...gone)).toEqual([wrong, wrong, undefined, undefined]);
  });
  test('a slave lost power since, and what it had not flushed', () => {
    const history = [
      invoked,
      ...master,
      ...slave,
      answered,
      at('slave-1', powerLost),
      loses,
      isGone,
      promoted(),
    ];
    expect(each(...history, at('slave-1', recovered(0)))).toEqual(never);
    expect(judged({ copies: 2, copiesAre: 'flushed' }, [...history, at('slave-1', recovered(0))])).toBe(
      'copied',
    );
  });
  test('nobody does where all copies are lost, and what comes later is owed again', () => {
    const emptied = [
      groupLost,
      isGone,
      at('slave-1', machineEnded('disk-wiped')),
      at('broker-0', recovered(0)),
    ];
    expect(each(invoked, ...master, ...slave, answered, ...emptied)).toEqual(never);
    expect(each(invoked, ...master, ...slave, ...emptied, answered)).toEqual(never);
    const later = [invoked, at('broker-0', stored(0)), answered, at('broker-0', powerLost)];
    const gone = at('broker-0', recovered(0, { lost: [record(0)] }));
    expect(each(...emptied, ...later, gone)).toEqual(['acknowledged', undefined, 'acknowledged', undefined]);
  });
  test('a slave was emptied since', () => {
    const emptied = at('slave-1', machineEnded('disk-wiped'));
    const history = [
      invoked,
      ...master,
      ...slave,
      answered,
      emptied,
      at('slave-1', recovered(0)),
      promoted(),
    ];
    expect(each(...history, at('slave-1', recovered(0)))).toEqual(never);
  });
  test('a slave that its process death takes from is as guilty as a master', () => {
    expect(each(...master, ...slave, at('slave-1', killed), loses)).toEqual(
      Array(4).fill('in the page cache'),
    );
  });
  test('what the old master had flushed the new one owes to nobody, and what it acknowledges itself it does', () => {
    const over = [
      ...master,
      ...slave,
      at('broker-0', flushed(100)),
      promoted(),
      at('slave-1', recovered(100)),
    ];
    const more = [at('producer-0', sent('k/1')), at('slave-1', stored(100))];
    const place = { brokerName: 'broker-0', queueId: 0, queueOffset: 1 };
    const told = at('producer-0', { ...ended('k/1', 'acknowledged'), place } as MessageEntry);
    const end = [at('slave-1', powerLost), at('slave-1', recovered(100, { lost: [record(100)] }))];
    expect(each(...over, ...more, ...end)).toEqual(never);
    expect(each(...over, ...more, told, ...end)).toEqual([
      'acknowledged',
      undefined,
      'acknowledged',
      undefined,
    ]);
  });
  test('copies that differ are judged elsewhere', () => {
    const history = [
      invoked,
      ...master,
      extent('slave-1', 0),
      differ('append'),
      answered,
      isGone,
      promoted(),
    ];
    expect(each(...history, at('slave-1', recovered(0)))).toEqual(never);
  });
});
