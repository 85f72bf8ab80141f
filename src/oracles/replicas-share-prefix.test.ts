import { describe, expect, test } from 'vitest';
import { replicasSharePrefix, WRITTEN_ANEW } from './replicas-share-prefix.ts';
import { type At, differ, extent, verdictOf } from './testing/written-replicas.ts';

const say = (...history: At[]) => verdictOf(replicasSharePrefix, history)?.fingerprint;

describe('replicas share prefix holds', () => {
  test('while copies are of different lengths, whichever is longer', () => {
    expect(say(extent('broker-0', 300), extent('slave-1', 100), extent('broker-0', 0))).toBeUndefined();
  });
});

describe('replicas share prefix is violated', () => {
  test('by a transfer that brings other bytes than the master has', () => {
    expect(say(extent('broker-0', 300), extent('slave-1', 200), differ('transfer'))).toBe(
      'replicas-share-prefix: after a transfer',
    );
  });
  test('by a recovery after which a copy is not what it was', () => {
    expect(say(extent('broker-0', 300), differ('recovery', 'broker-0', 'slave-1'))).toBe(
      'replicas-share-prefix: after a recovery',
    );
  });
  test('by a master that stores where its slave has something else, with a fingerprint of its own', () => {
    expect(
      say(extent('slave-1', 300), extent('broker-0', 200), differ('append', 'broker-0', 'slave-1')),
    ).toBe(WRITTEN_ANEW);
  });
  test('and says who differs from whom where', () => {
    expect(verdictOf(replicasSharePrefix, [differ('transfer')])?.message).toBe(
      'slave-1 and broker-0 have different bytes at position 100, after a transfer to slave-1',
    );
  });
});
