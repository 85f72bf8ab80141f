import { describe, expect, test } from 'vitest';
import { replicasSharePrefix, WRITTEN_ANEW } from './replicas-share-prefix.ts';
import { PROMISES } from './testing/written-history.ts';
import { type At, at, differ, extent, found, verdictOf } from './testing/written-replicas.ts';
import { machineEnded } from './testing/written-store.ts';

const say = (...history: At[]) => verdictOf(replicasSharePrefix, history)?.fingerprint;

/** The slave has up to 300 what the master had, which has lost what is behind 100 and stores again. */
const parted: readonly At[] = [
  extent('broker-0', 300),
  extent('slave-1', 300),
  at('broker-0', machineEnded('power-lost')),
  found('broker-0', 100),
  differ('append', 'broker-0', 'slave-1'),
];

/** What is objected to after that was excused. */
function sayThen(...history: At[]) {
  const judge = replicasSharePrefix.judge(PROMISES);
  const said = [...parted, ...history].map(({ machine, entry }, number) =>
    judge.hear?.({ number, atUs: 0, machine, entry }),
  );
  expect(judge.goesOn).toBe(true);
  return said.slice(parted.length).find((violation) => violation !== undefined)?.fingerprint;
}

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
  test('by a master that stores where its slave has something else', () => {
    expect(say(...parted.filter(({ entry }) => entry.kind !== 'machine-ended'))).toBe(
      'replicas-share-prefix: after an append',
    );
  });
  test('by a master that stores where its slave has what a power loss took from it, with a fingerprint of its own', () => {
    expect(say(...parted)).toBe(WRITTEN_ANEW);
  });
  test('by a master that writes anew what was on its disk after the power loss', () => {
    expect(say(...parted.slice(0, -1), differ('append', 'broker-0', 'slave-1', 99))).toBe(
      'replicas-share-prefix: after an append',
    );
  });
  test('and says who differs from whom where', () => {
    expect(verdictOf(replicasSharePrefix, [differ('transfer')])?.message).toBe(
      'slave-1 and broker-0 have different bytes at position 100, after a transfer to slave-1',
    );
  });
});

describe('once a master has written anew and was excused', () => {
  test('what its slave has of the lost history differs on and on', () => {
    expect(
      sayThen(
        differ('append', 'broker-0', 'slave-1', 200),
        differ('transfer', 'slave-2', 'slave-1', 150),
        differ('recovery', 'slave-1', 'broker-0', 100),
      ),
    ).toBeUndefined();
  });
  test('what came before and what comes behind must agree all the same', () => {
    expect(sayThen(differ('recovery', 'slave-1', 'broker-0', 99))).toBe(
      'replicas-share-prefix: after a recovery',
    );
    expect(sayThen(extent('slave-1', 400), differ('transfer', 'slave-1', 'broker-0', 300))).toBe(
      'replicas-share-prefix: after a transfer',
    );
  });
  test.each([
    ['begins anew', at('slave-1', machineEnded('disk-wiped'))],
    ['is cut', found('slave-1', 100)],
  ])('a slave that %s must agree again', (_, entry) => {
    expect(sayThen(entry, extent('slave-1', 200), differ('transfer', 'slave-1', 'broker-0', 150))).toBe(
      'replicas-share-prefix: after a transfer',
    );
  });
});
