import { describe, expect, test } from 'vitest';
import { FAULT_CLASSES, type FaultKind } from './fault.ts';
import { probe } from './testing/probe-world.ts';
import { PROBES } from './testing/probes.ts';

const KINDS = Object.keys(PROBES) as FaultKind[];

describe('every class of faults', () => {
  test('has a probe, and words for people', () => {
    expect(KINDS.toSorted()).toEqual(FAULT_CLASSES.map(({ name }) => name).sort());
    for (const { name, doc, budget, heal } of FAULT_CLASSES) {
      expect([name, doc, budget, heal].every((text) => text.length > 3)).toBe(true);
      expect(doc.endsWith('.')).toBe(true);
    }
  });

  test.each(KINDS)('%s strikes while it is on, and not after heal', async (kind) => {
    const { fault, isStruck } = PROBES[kind];
    const seen = await probe([fault]);
    expect(seen.episodes).toBe(1);
    expect([isStruck(seen.before), isStruck(seen.during), isStruck(seen.after)]).toEqual([
      false,
      true,
      false,
    ]);
    expect(seen.descriptions[0]).toContain(kind);
    expect(seen.world.simulation.fabric.hasRules).toBe(false);
    expect(seen.world.group('any').map(({ state }) => state)).toEqual(Array(5).fill('running'));
  });

  test.each(KINDS)('%s that is cut short by heal is undone as well', async (kind) => {
    const { fault, isStruck } = PROBES[kind];
    const times = 'downMs' in fault ? { downMs: 60_000 } : { durationMs: 60_000 };
    const seen = await probe([{ ...fault, ...times }]);
    expect([isStruck(seen.during), isStruck(seen.after)]).toEqual([true, false]);
    expect(seen.world.simulation.fabric.hasRules).toBe(false);
    expect(seen.world.group('any').map(({ state }) => state)).toEqual(Array(5).fill('running'));
  });
});

describe('errors of a disk', () => {
  const errors = {
    kind: 'disk-errors',
    role: 'server',
    index: 0,
    perMillion: 1_000_000,
    pathPrefix: '',
    atMs: 0,
    durationMs: 2500,
  } as const;

  test.each(['read', 'write', 'sync'] as const)(
    'strike every %s and no other operation',
    async (operation) => {
      const { during } = await probe([{ ...errors, operation }]);
      expect(during.words().filter((word) => word.includes('failed'))).toEqual([
        `${operation} failed: input-output`,
      ]);
    },
  );

  test('strike files of the prefix only', async () => {
    const seen = await probe([{ ...errors, operation: 'write', pathPrefix: 'cold' }]);
    expect([seen.episodes, seen.during.count('write failed: input-output')]).toEqual([1, 0]);
  });
});

test('a crash that waits for a write that never comes is called off at heal', async () => {
  const trap = {
    kind: 'crash-in-write',
    role: 'server',
    index: 0,
    write: 10_000,
    byte: 0,
    way: 'power',
  } as const;
  const seen = await probe([{ ...trap, atMs: 0, downMs: 60_000 }]);
  expect([seen.episodes, seen.world.servers[0]?.lives]).toEqual([1, 1]);
});

test('without a fault, no probe sees one', async () => {
  const seen = await probe([]);
  const struck = KINDS.filter((kind) =>
    [seen.before, seen.during, seen.after].some((window) => PROBES[kind].isStruck(window)),
  );
  expect(struck).toEqual([]);
});
