import { expect, test } from 'vitest';
import { drawPlan } from '../../scenario/draw-plan.ts';
import type { Plan } from '../../scenario/plan.ts';
import type { Fault } from '../../simulator/fault/fault.ts';
import { tinyScenario } from '../testing/tiny-host.ts';
import { plainIndices } from './machine-indices.ts';
import { sizeOf } from './plan-size.ts';

const TIMES = { atMs: 5, durationMs: 900 } as const;

function planWith(...faults: readonly Fault[]): Plan {
  const plan = drawPlan(tinyScenario(), 'S:1', 'swarm');
  const topology = { nameServers: 1, brokers: 3, producers: 2, consumers: 4, queuesPerBroker: 1 };
  return { ...plan, topology, faults: faults.map((fault, slot) => ({ slot, fault })) };
}

test('what is struck keeps its machine and gets the number of its name', () => {
  const plan = planWith(
    { kind: 'pause', role: 'consumer', index: 731, ...TIMES },
    { kind: 'lose-reply', server: 100, client: 100, count: 1, ...TIMES },
  );
  const edited = plainIndices.edits(plan).reduce((changed, edit) => edit(changed), plan);
  expect(edited.faults.map(({ fault }) => fault)).toEqual([
    { kind: 'pause', role: 'consumer', index: 3, ...TIMES },
    { kind: 'lose-reply', server: 1, client: 4, count: 1, ...TIMES },
  ]);
  expect(plainIndices.edits(edited)).toEqual([]);
});

test('masters and slaves are counted as faults count them', () => {
  const roles = ['broker', 'master', 'slave'] as const;
  const plan = planWith(...roles.map((role) => ({ kind: 'pause', role, index: 10, ...TIMES }) as const));
  const withSlaves: Plan = { ...plan, topology: { ...plan.topology, slavesPerBroker: 2 } };
  const edited = plainIndices.edits(withSlaves).reduce((changed, edit) => edit(changed), withSlaves);
  expect(edited.faults).toMatchObject([1, 1, 4].map((index) => ({ fault: { index } })));
  expect(sizeOf(withSlaves).machines).toBe(1 + 9 + 2 + 4);
});

test('what may strike anybody, and what is no index, stays', () => {
  const plan = planWith(
    { kind: 'pause', role: 'any', index: 731, ...TIMES },
    { kind: 'pause', role: 'broker', index: 2, ...TIMES },
  );
  expect(plainIndices.edits(plan)).toEqual([]);
});
