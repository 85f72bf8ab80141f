import { describe, expect, test } from 'vitest';
import type { MessageEntry } from './message-entry.ts';
import { oneWriterPerEpoch } from './one-writer-per-epoch.ts';
import { ended, sent } from './testing/written-history.ts';
import { type At, at, confirmed, extent, verdictOf, wrote } from './testing/written-replicas.ts';
import { stored } from './testing/written-store.ts';

const BOTH = { copies: 2 };
const promoted = at('slave-1', { kind: 'slave-promoted', brokerName: 'broker-0', instead: 'broker-0' });
const retired = at('broker-0', { kind: 'master-retired', brokerName: 'broker-0' });
/** Of the record that begins where the copy ends. */
const acknowledgedAt100 = at('producer-0', {
  ...ended('k/0', 'acknowledged'),
  place: { brokerName: 'broker-0', queueId: 0, queueOffset: 1, position: 100 },
} as MessageEntry);
const copied = [wrote('broker-0', 100), extent('slave-1', 100)];

const say = (history: readonly At[], promises: object = BOTH) =>
  verdictOf(oneWriterPerEpoch, history, promises)?.fingerprint;

describe('one writer per epoch holds', () => {
  test('while a replaced master stores, and confirms no more than its successor began with', () => {
    expect(say([...copied, promoted, wrote('broker-0', 200), confirmed(100)])).toBeUndefined();
    expect(say([...copied, promoted, extent('slave-1', 150), confirmed(150)])).toBeUndefined();
  });
  test('when nobody waits for copies: nothing is promised then', () => {
    expect(say([...copied, promoted, confirmed(200)], { copies: 1 })).toBeUndefined();
  });
  test('when a replaced master acknowledges what its sender does not wait for', () => {
    const hasty = at('producer-0', { ...sent('k/0'), waitsForStore: false } as MessageEntry);
    const history = [hasty, ...copied, promoted, at('broker-0', stored(100))];
    expect(say([...history, acknowledgedAt100])).toBeUndefined();
  });
  test('when the machine is a master again, by another promotion', () => {
    const again = at('broker-0', { kind: 'slave-promoted', brokerName: 'broker-0', instead: 'slave-1' });
    const history = [...copied, promoted, retired, extent('broker-0', 100), again, wrote('broker-0', 300)];
    expect(say([...history, confirmed(300)])).toBeUndefined();
  });
});

describe('one writer per epoch is violated', () => {
  test('by a replaced master that confirms more', () => {
    expect(say([...copied, promoted, confirmed(101)])).toBe('one-writer-per-epoch: two that acknowledge');
  });
  test('by what its successor has stored itself: that is another history', () => {
    const history = [...copied, promoted, wrote('slave-1', 300), confirmed(200)];
    expect(say(history)).toBe('one-writer-per-epoch: two that acknowledge');
  });
  test('by an acknowledgement of what only the replaced master has, whoever confirmed it', () => {
    const history = [
      at('producer-0', sent('k/0')),
      ...copied,
      promoted,
      at('broker-0', stored(100)),
      acknowledgedAt100,
    ];
    expect(say(history)).toBe('one-writer-per-epoch: two that acknowledge');
  });
  test('by a slave that stores although no operator has made it the master', () => {
    expect(say([...copied, wrote('slave-1', 200)])).toBe('one-writer-per-epoch: a writer that nobody named');
    expect(say([...copied, promoted, retired, wrote('broker-0', 200)])).toBe(
      'one-writer-per-epoch: a writer that nobody named',
    );
  });
});
