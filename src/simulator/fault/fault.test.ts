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

test('without a fault, no probe sees one', async () => {
  const seen = await probe([]);
  const struck = KINDS.filter((kind) =>
    [seen.before, seen.during, seen.after].some((window) => PROBES[kind].isStruck(window)),
  );
  expect(struck).toEqual([]);
});
