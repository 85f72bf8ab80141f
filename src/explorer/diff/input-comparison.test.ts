import { describe, expect, test } from 'vitest';
import { drawPlan } from '../../scenario/draw-plan.ts';
import { TINY_DESIGN, tinyScenario } from '../testing/tiny-host.ts';
import { compareInputs, type RunInput } from './input-comparison.ts';

const plan = drawPlan(tinyScenario(), 'S:7', 'swarm');
const kill = { kind: 'kill-process', role: 'broker', index: 1, atMs: 5, downMs: 7 } as const;

const INPUT: RunInput = {
  plan,
  design: TINY_DESIGN,
  designSource: 'plain',
  options: { flush: 'synchronous', store: { commitLogFileBytes: 4096 } as object },
};

describe('what is put into two runs', () => {
  test('the same is the same, whatever the order of fields', () => {
    const options = { store: { commitLogFileBytes: 4096 } as object, flush: 'synchronous' } as const;
    expect(compareInputs(INPUT, { ...INPUT, options })).toEqual([]);
  });

  test('design, parts and options are named', () => {
    const other: RunInput = {
      ...INPUT,
      design: { name: 'other', parts: { client: { selectQueue: ({ queues }) => queues[0] as never } } },
      designSource: 'other',
      options: { flush: 'asynchronous' },
    };
    expect(compareInputs(INPUT, other)).toEqual([
      { kind: 'design', name: '', left: 'plain', right: 'other' },
      { kind: 'part', name: 'client.selectQueue', left: undefined, right: 'replaced' },
      { kind: 'option', name: 'flush', left: 'synchronous', right: 'asynchronous' },
      { kind: 'option', name: 'store.commitLogFileBytes', left: 4096, right: undefined },
    ]);
  });

  test('two files with designs of one name are two designs', () => {
    expect(compareInputs(INPUT, { ...INPUT, designSource: './plain.ts' })).toEqual([
      { kind: 'design', name: 'file', left: 'plain', right: './plain.ts' },
    ]);
  });

  test('a plan differs by seed, circumstances and slots, wherever they stand', () => {
    const [first] = plan.operations;
    const changed = {
      ...plan,
      seed: 'S:8',
      conditions: { ...plan.conditions, lossPerMillion: 77 },
      operations: first === undefined ? [] : [{ ...first, slot: 900 }],
      faults: [{ slot: 3, fault: kill }],
    };
    const differences = compareInputs(INPUT, { ...INPUT, plan: changed });
    expect(differences).toContainEqual({ kind: 'seed', name: '', left: 'S:7', right: 'S:8' });
    expect(differences).toContainEqual({
      kind: 'condition',
      name: 'lossPerMillion',
      left: plan.conditions.lossPerMillion,
      right: 77,
    });
    expect(differences).toContainEqual({ kind: 'fault', name: '3', left: undefined, right: kill });
    const operations = differences.filter(({ kind }) => kind === 'operation').map(({ name }) => name);
    expect(operations).toEqual([...plan.operations.map(({ slot }) => String(slot)), '900']);
  });
});
