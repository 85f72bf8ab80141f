import { describe, expect, test } from 'vitest';
import { BEGUN_BEHIND, confirmedIsCopied } from './confirmed-is-copied.ts';
import { ended, sent } from './testing/written-history.ts';
import { type At, at, confirmed, extent, promoted, verdictOf } from './testing/written-replicas.ts';
import { flushed, shown, stored } from './testing/written-store.ts';

const under =
  (copies: number) =>
  (...history: At[]) =>
    verdictOf(confirmedIsCopied, history, { copies })?.fingerprint;
const say = under(2);

const invoked = at('producer-0', sent('k/0'));
const place = { brokerName: 'broker-0', queueId: 0, queueOffset: 0, position: 0 };
const acknowledged = at('producer-0', { ...ended('k/0', 'acknowledged'), place } as At['entry']);
/** The record of k/0 is the bytes 0 to 100. */
const onMaster = [extent('broker-0', 100), at('broker-0', stored(0))];

describe('confirmed is copied holds', () => {
  test('when a slave has what was confirmed', () => {
    expect(say(invoked, ...onMaster, extent('slave-1', 100), confirmed(100), acknowledged)).toBeUndefined();
  });
  test('when the slave has lost it since', () => {
    expect(
      say(invoked, ...onMaster, extent('slave-1', 100), extent('slave-1', 0), confirmed(100), acknowledged),
    ).toBeUndefined();
  });
  test('when nobody promised a copy', () => {
    expect(under(1)(invoked, ...onMaster, acknowledged)).toBeUndefined();
  });
  test('for a message that did not wait', () => {
    const hasty = at('producer-0', { ...sent('k/0'), waitsForStore: false } as At['entry']);
    expect(say(hasty, ...onMaster, acknowledged)).toBeUndefined();
  });
  test('for a message whose send ended unknown', () => {
    expect(say(invoked, ...onMaster, at('producer-0', ended('k/0', 'unknown')))).toBeUndefined();
  });
});

describe('where readers are promised to see copied messages only', () => {
  const promised = (...history: At[]) =>
    verdictOf(confirmedIsCopied, history, { copies: 2, readersSee: 'copied' })?.fingerprint;
  const showsIt = at('broker-0', shown(0));

  test('a broker shows what a slave has', () => {
    expect(promised(...onMaster, extent('slave-1', 100), showsIt)).toBeUndefined();
  });
  test('it may not show what none has', () => {
    expect(promised(...onMaster, extent('slave-1', 99), showsIt)).toBe('confirmed-is-copied: 1 of 2 copies');
    expect(say(...onMaster, extent('slave-1', 99), showsIt)).toBeUndefined();
  });
});

describe('where copies are claimed to be on disks', () => {
  const claimed = (...history: At[]) =>
    verdictOf(confirmedIsCopied, history, { copies: 2, copiesAre: 'flushed' })?.fingerprint;
  const onBoth = [...onMaster, extent('slave-1', 100)];

  test('a slave has flushed it, whatever the master has by then', () => {
    expect(claimed(...onBoth, at('slave-1', flushed(100)), confirmed(100))).toBeUndefined();
  });
  test('what it has appended counts for nothing', () => {
    const history = [...onBoth, at('slave-1', flushed(50)), at('broker-0', flushed(100))];
    expect(claimed(...history, confirmed(100))).toBe('confirmed-is-copied: 1 of 2 copies');
    expect(say(...history, confirmed(100))).toBeUndefined();
  });
  test('after a promotion the new master is asked no more, and the old one is', () => {
    const history = [...onBoth, at('broker-0', flushed(50)), promoted()];
    const confirms = at('slave-1', { kind: 'put-confirmed', brokerName: 'broker-0', end: 100 });
    expect(claimed(...history, confirms)).toBe('confirmed-is-copied: 1 of 2 copies');
    expect(claimed(...history, at('broker-0', flushed(100)), confirms)).toBeUndefined();
  });
});

describe('confirmed is copied is violated', () => {
  test('by a confirmation when no slave has it', () => {
    expect(say(...onMaster, extent('slave-1', 99), confirmed(100))).toBe(
      'confirmed-is-copied: 1 of 2 copies',
    );
  });
  test('by an acknowledgement when no slave has it', () => {
    expect(say(invoked, ...onMaster, extent('slave-1', 0), acknowledged)).toBe(
      'confirmed-is-copied: 1 of 2 copies',
    );
  });
  test('by the acknowledgement of a message that waits for its delay in another queue', () => {
    const waiting = at('broker-0', stored(0, { topic: 'SCHEDULE_TOPIC_XXXX', queueOffset: 5 }));
    const history = [invoked, extent('broker-0', 100), waiting];
    expect(say(...history, extent('slave-1', 100), acknowledged)).toBeUndefined();
    expect(say(...history, extent('slave-1', 99), acknowledged)).toBe('confirmed-is-copied: 1 of 2 copies');
  });
  test('by one slave that counts twice', () => {
    expect(under(3)(...onMaster, extent('slave-1', 100), extent('slave-2', 0), confirmed(100))).toBe(
      'confirmed-is-copied: 2 of 3 copies',
    );
  });
  test('by a slave that began behind it, with a fingerprint of its own', () => {
    expect(say(...onMaster, extent('slave-1', 300, 200), confirmed(100))).toBe(BEGUN_BEHIND);
  });
  test('by a slave that began anew behind it, whatever it once had', () => {
    const history = [extent('broker-0', 200), extent('slave-1', 100), extent('slave-1', 0)];
    expect(say(...history, extent('slave-1', 400, 300), confirmed(200))).toBe(BEGUN_BEHIND);
  });
});
