// The vocabulary of faults, as users of the simulator find it: docs/SIMULATOR.md lists it, and its lines about the injector work.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FAULT_CLASSES, FaultInjector, Holds, type Machine } from '../src/simulator/index.ts';
import { program, runTo, simulatedWorld } from './simulated-world.ts';

const page = readFileSync(new URL('../docs/SIMULATOR.md', import.meta.url), 'utf8');

test('the page has a row for every class, in the order of the list', () => {
  const rows = FAULT_CLASSES.map(
    ({ name, doc, budget, heal }) => `| \`${name}\` | ${doc} | ${budget} | ${heal} |\n`,
  );
  expect(page).toContain(`\n|---|---|---|---|\n${rows.join('')}\n`);
});

test('faults strike machines of a world of the user’s own, and are over at heal', async () => {
  const simulation = simulatedWorld();
  const servers = [0, 1, 2].map((index) =>
    simulation.addMachine(
      `server-${index}`,
      program(() => {}),
    ),
  );
  const groups: Record<string, readonly Machine[]> = { any: servers, server: servers };
  const told: string[] = [];
  const injector = new FaultInjector(
    { simulation, holds: new Holds(() => {}), group: (name) => groups[name] ?? [] },
    { faultBegan: (slot, description) => told.push(`${slot} ${description}`), faultEnded: () => {} },
  );
  injector.schedule([
    { slot: 0, fault: { kind: 'isolate', role: 'server', index: 0, atMs: 100, durationMs: 500 } },
    { slot: 1, fault: { kind: 'swizzle', groupBits: 0b0110, atMs: 300, durationMs: 20_000 } },
  ]);
  await runTo(simulation, 10_000);
  expect(told).toEqual(['0 isolate server-0 for 500 ms', '1 swizzle server-1, server-2 for 20000 ms']);
  expect(simulation.fabric.hasRules).toBe(true);
  injector.heal();
  expect(simulation.fabric.hasRules).toBe(false);
});
