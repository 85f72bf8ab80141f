import { describe, expect, test } from 'vitest';
import { LegalLosses } from './legal-losses.ts';
import { type MessageEntry, messageKey } from './message-entry.ts';
import type { Promises } from './oracle.ts';
import { delivered, ended, PROMISES, sent } from './testing/written-history.ts';
import { type At, at, groupLost } from './testing/written-replicas.ts';
import { machineEnded, record, recovered, stored } from './testing/written-store.ts';

function forgivenBy(flush: 'synchronous' | 'asynchronous', ...entries: MessageEntry[]): readonly string[] {
  const forgiven: string[] = [];
  const losses = new LegalLosses({ ...PROMISES, flush }, (message) => forgiven.push(messageKey(message)));
  for (const [index, entry] of entries.entries())
    losses.hear({ number: index, atUs: index, machine: 'broker-0', entry });
  return forgiven;
}

const hasty = { ...sent('k/0'), waitsForStore: false } as MessageEntry;
const acknowledged = ended('k/0', 'acknowledged');
const powerLost = machineEnded('power-lost');
const lost = recovered(0, { lost: [record(0)] });

describe('a power loss may take', () => {
  test('under asynchronous flush whatever was acknowledged, however late', () => {
    expect(forgivenBy('asynchronous', sent('k/0'), acknowledged, powerLost, lost)).toEqual(['orders/k/0']);
    expect(forgivenBy('asynchronous', sent('k/0'), powerLost, lost, acknowledged)).toEqual(['orders/k/0']);
  });
  test('under synchronous flush what did not wait for the store', () => {
    expect(forgivenBy('synchronous', hasty, acknowledged, powerLost, lost)).toEqual(['orders/k/0']);
  });
  test('from a reader who was further already, what gets the offset anew', () => {
    const history = [delivered('k/9'), powerLost, lost, sent('k/0'), acknowledged];
    expect(forgivenBy('asynchronous', ...history)).toEqual(['orders/k/0']);
  });
});

describe('of a delayed message, which lies at its position and not where its sender takes it to be', () => {
  const asked = { ...sent('k/0'), delayLevel: 2 } as MessageEntry;
  const waiting = record(500, { topic: 'SCHEDULE_TOPIC_XXXX', queueId: 1, queueOffset: 3 });
  const copy = record(900, { queueOffset: 9 });
  const other = record(0, { bodyCrc: 9 });
  const lose = (...records: readonly (typeof copy)[]) => [powerLost, recovered(0, { lost: records })];

  test('a power loss may take what waits, and the copy that was delivered since', () => {
    expect(forgivenBy('asynchronous', asked, acknowledged, ...lose(waiting))).toEqual(['orders/k/0']);
    expect(forgivenBy('asynchronous', asked, ...lose(waiting), acknowledged)).toEqual(['orders/k/0']);
    expect(forgivenBy('asynchronous', asked, acknowledged, stored(900), ...lose(copy))).toEqual([
      'orders/k/0',
    ]);
  });
  test('a reader who was further already may pass the copy over, whoever heard of it first', () => {
    const history = [delivered('k/9'), ...lose(other), asked];
    expect(forgivenBy('asynchronous', ...history, acknowledged, stored(0))).toEqual(['orders/k/0']);
    expect(forgivenBy('asynchronous', ...history, stored(0), acknowledged)).toEqual(['orders/k/0']);
  });
  test('none but these', () => {
    expect(forgivenBy('asynchronous', asked, acknowledged, ...lose(record(0)))).toEqual([]);
    const history = [delivered('k/9'), ...lose(other), asked, acknowledged];
    expect(forgivenBy('asynchronous', ...history)).toEqual([]);
    expect(forgivenBy('synchronous', asked, acknowledged, ...lose(waiting))).toEqual([]);
  });
});

describe('a slave that takes the place of a master', () => {
  const promoted = at('slave-1', { kind: 'slave-promoted', brokerName: 'broker-0', instead: 'broker-0' });
  /** It has nothing of what the master had. */
  const takesOver = [promoted, at('slave-1', recovered(0))];
  const onMaster = at('broker-0', stored(0));
  const said = at('producer-0', acknowledged);
  const invoked = at('producer-0', sent('k/0'));

  test('is no help where all copies are lost: what was there is owed no more, whenever it was acknowledged', () => {
    expect(forgivenUnder(2, invoked, onMaster, said, groupLost)).toEqual(['orders/k/0 gone']);
    expect(forgivenUnder(2, invoked, onMaster, groupLost, said)).toEqual(['orders/k/0 gone']);
    expect(forgivenUnder(2, invoked, groupLost, onMaster, said)).toEqual([]);
    const alike = at('producer-0', sent('k/9'));
    expect(forgivenUnder(2, alike, onMaster, groupLost, invoked, onMaster, said)).toEqual([]);
  });
  test('nor is what gets the offsets that readers had of what is lost, also those that they come to later', () => {
    const old = at('broker-0', stored(0, { bodyCrc: 9 }));
    const read = at('consumer-0', delivered('k/9', { bodyCrc: 9 }));
    expect(forgivenUnder(2, old, read, groupLost, invoked, onMaster, said)).toEqual([
      'orders/k/0 passed over',
    ]);
    expect(forgivenUnder(2, old, groupLost, invoked, onMaster, said, read)).toEqual([
      'orders/k/0 passed over',
    ]);
    expect(
      forgivenUnder(2, old, groupLost, invoked, onMaster, said, at('consumer-0', delivered('k/0'))),
    ).toEqual([]);
  });

  const forgivenUnder = (copies: number, ...history: At[]) => forgivenIn({ copies }, history);

  function forgivenIn(mode: Partial<Promises>, history: readonly At[]): readonly string[] {
    const forgiven: string[] = [];
    const promises = { ...PROMISES, ...mode, mastersMayBeReplaced: true };
    const losses = new LegalLosses(promises, (message, why) =>
      forgiven.push(`${messageKey(message)} ${why}`),
    );
    for (const [index, { machine, entry }] of history.entries()) {
      losses.hear({ number: index + 1, atUs: index, machine, entry });
    }
    return forgiven;
  }

  test('may lack what waited for no copy, whenever that was acknowledged', () => {
    expect(forgivenUnder(1, invoked, onMaster, said, ...takesOver)).toEqual(['orders/k/0 gone']);
    expect(forgivenUnder(1, invoked, onMaster, ...takesOver, said)).toEqual(['orders/k/0 gone']);
    const inHaste = at('producer-0', hasty);
    expect(forgivenUnder(2, inHaste, onMaster, said, ...takesOver)).toEqual(['orders/k/0 gone']);
  });
  test('may not lack what waited for two', () => {
    expect(forgivenUnder(2, invoked, onMaster, said, ...takesOver)).toEqual([]);
  });
  test('gives an offset again that was read at the master, and says so where two copies were promised', () => {
    const read = [at('broker-0', stored(0, { bodyCrc: 9 })), at('consumer-0', delivered('k/9'))];
    const history = [...read, ...takesOver, invoked, said];
    expect(forgivenUnder(1, ...history)).toEqual(['orders/k/0 passed over']);
    expect(forgivenUnder(2, ...history)).toEqual(['orders/k/0 passed over after a promotion']);
  });
  test('has other messages at offsets that were read at the master meanwhile, stored before or afterwards', () => {
    const beside = at('broker-0', stored(0, { bodyCrc: 9 }));
    const read = at('consumer-0', delivered('k/9', { bodyCrc: 9 }));
    const why = ['orders/k/0 passed over after a promotion'];
    expect(forgivenUnder(2, ...takesOver, beside, read, invoked, said)).toEqual(why);
    expect(forgivenUnder(2, ...takesOver, beside, invoked, said, read)).toEqual(why);
    expect(forgivenUnder(2, ...takesOver, beside, invoked, said)).toEqual([]);
    const ofSuccessor = at('consumer-0', delivered('k/0'));
    expect(forgivenUnder(2, ...takesOver, beside, invoked, said, ofSuccessor)).toEqual([]);
  });
  test('does not get what the master takes beside it, and what waits for no copy is not owed', () => {
    const inHaste = at('producer-0', hasty);
    expect(forgivenUnder(2, ...takesOver, inHaste, onMaster, said)).toEqual(['orders/k/0 gone']);
    expect(forgivenUnder(2, ...takesOver, invoked, onMaster, said)).toEqual([]);
  });
  test('and so under asynchronous flush, unless a power loss had taken as much already', () => {
    const read = [at('broker-0', stored(0, { bodyCrc: 9 })), at('consumer-0', delivered('k/9'))];
    const taken = recovered(0, { lost: [record(0, { bodyCrc: 9 })] });
    const lostBefore = [...read, at('broker-0', powerLost), at('broker-0', taken)];
    const mode = { copies: 2, flush: 'asynchronous' } as const;
    expect(forgivenIn(mode, [...read, ...takesOver, invoked, said])).toEqual([
      'orders/k/0 passed over after a promotion',
    ]);
    expect(forgivenIn(mode, [...lostBefore, ...takesOver, invoked, said])).toEqual([
      'orders/k/0 passed over',
    ]);
    expect(forgivenUnder(2, ...lostBefore, invoked, said)).toEqual([]);
  });
  test('takes nothing when it has everything', () => {
    const whole = [promoted, at('slave-1', recovered(100))];
    expect(forgivenUnder(1, invoked, onMaster, said, ...whole)).toEqual([]);
  });
  describe('may take of a delayed message', () => {
    const asks = at('producer-0', { ...sent('k/0'), delayLevel: 2 } as MessageEntry);
    const waits = at('broker-0', stored(500, { topic: 'SCHEDULE_TOPIC_XXXX', queueId: 1, queueOffset: 3 }));
    const hasIt = at('slave-1', stored(500, { topic: 'SCHEDULE_TOPIC_XXXX', queueId: 1, queueOffset: 3 }));
    const read = [at('broker-0', stored(0, { bodyCrc: 9 })), at('consumer-0', delivered('k/9'))];
    const has = [promoted, at('slave-1', recovered(600))];

    test('what waited for no copy', () => {
      expect(forgivenUnder(1, asks, waits, said, ...takesOver)).toEqual(['orders/k/0 gone']);
      expect(forgivenUnder(1, asks, waits, ...takesOver, said)).toEqual(['orders/k/0 gone']);
      expect(forgivenUnder(2, asks, waits, said, ...takesOver)).toEqual([]);
      expect(forgivenUnder(2, asks, waits, ...takesOver, said)).toEqual([]);
    });
    test('the copy that was delivered, which nobody is owed where no copies were', () => {
      const copied = at('broker-0', stored(900, { queueOffset: 9 }));
      expect(forgivenUnder(1, asks, waits, hasIt, said, copied, ...has)).toEqual(['orders/k/0 gone']);
      expect(forgivenUnder(2, asks, waits, hasIt, said, copied, ...has)).toEqual([]);
    });
    test('nothing when its copy gets an offset that was read, which readers pass over', () => {
      const again = at('slave-1', stored(700, { queueOffset: 0 }));
      const why = ['orders/k/0 passed over after a promotion'];
      expect(forgivenUnder(2, ...read, ...takesOver, asks, said, again)).toEqual(why);
      expect(forgivenUnder(2, ...read, ...takesOver, asks, again, said)).toEqual(why);
      expect(forgivenUnder(2, ...read.slice(0, 1), ...takesOver, asks, again, said)).toEqual([]);
    });
  });
  test('makes no excuse for what a power loss takes under synchronous flush', () => {
    const gone = [at('broker-0', powerLost), at('broker-0', lost)];
    expect(forgivenUnder(1, invoked, onMaster, said, ...gone)).toEqual([]);
  });
});

describe('nobody is forgiven', () => {
  test('for what waited for a synchronous flush', () => {
    expect(forgivenBy('synchronous', sent('k/0'), acknowledged, powerLost, lost)).toEqual([]);
  });
  test('for what a process death took', () => {
    expect(forgivenBy('asynchronous', sent('k/0'), acknowledged, machineEnded('killed'), lost)).toEqual([]);
  });
  test('for what was not taken, or was another message', () => {
    const other = recovered(0, { lost: [record(0, { bodyCrc: 9 })] });
    expect(forgivenBy('asynchronous', sent('k/0'), acknowledged, powerLost, recovered(100))).toEqual([]);
    expect(forgivenBy('asynchronous', sent('k/0'), acknowledged, powerLost, other)).toEqual([]);
  });
  test('for a new message at an offset whose lost message nobody had been given', () => {
    const other = recovered(0, { lost: [record(0, { bodyCrc: 9 })] });
    expect(forgivenBy('asynchronous', powerLost, other, sent('k/0'), acknowledged)).toEqual([]);
  });
  test('from a reader who was further in the retry topic, which is another queue', () => {
    const place = { topic: '%RETRY%readers', brokerName: 'broker-0', queueId: 0, queueOffset: 0 };
    const other = recovered(0, { lost: [record(0, { bodyCrc: 9 })] });
    const history = [delivered('k/9', { place }), powerLost, other, sent('k/0'), acknowledged];
    expect(forgivenBy('asynchronous', ...history)).toEqual([]);
  });
});
