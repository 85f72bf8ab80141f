import { describe, expect, test } from 'vitest';
import { baseline } from '../../designs/baseline.ts';
import { hardened } from '../../designs/hardened.ts';
import { splitBrainByOperator } from '../../scenarios/split-brain-by-operator.ts';
import { MicrotaskPump } from '../nodejs/microtask-pump.ts';
import type { SplitBrainConditions } from './conditions.ts';
import type { Design } from './design.ts';
import { drawPlan } from './draw-plan.ts';
import { MASTER_MARKS } from './master-marks.ts';
import { REPLICA_MARKS } from './replica-marks.ts';
import { performRun } from './run.ts';

const SPLIT: SplitBrainConditions = {
  atMs: 5000,
  how: 'cut-off',
  promoteAfterMs: 500,
  returnAfterMs: 4000,
  retireAfterMs: 35_000,
  retires: 'emptied',
  comparedBytes: 1000,
};

async function reachedWith(splitBrain: SplitBrainConditions, design: Design, slavesPerBroker = 1) {
  const drawn = drawPlan(splitBrainByOperator, '0:3', 'calm');
  const topology = { ...drawn.topology, brokers: 1, slavesPerBroker };
  const conditions = { ...drawn.conditions, disk: 'plain' as const, disturbMs: 60_000, splitBrain };
  const unfenced = { ...conditions, replication: { ...conditions.replication, masterFence: 'none' } };
  const operations = drawn.operations.slice(0, 20).map(({ slot, operation }, index) => ({
    slot,
    operation: { ...(operation as object), atMs: 4000 + index * 1500, waits: true },
  }));
  const plan = { ...drawn, topology, conditions: unfenced, operations } as typeof drawn;
  const host = new MicrotaskPump();
  const { verdict, reached } = await performRun({ scenario: splitBrainByOperator, plan, design, host });
  expect(verdict.kind).toBe('held');
  return new Set(reached);
}

describe('when a slave takes the place of a master that is not gone', () => {
  test('both take messages, and a name server notices', async () => {
    const reached = await reachedWith(SPLIT, baseline, 2);
    for (const mark of [MASTER_MARKS.both, MASTER_MARKS.strayed, MASTER_MARKS.noticed]) {
      expect(reached).toContain(mark);
    }
    expect(reached).not.toContain(MASTER_MARKS.steppedDown);
  });
  test('the old one steps down once it hears of it, where masters ask for their place', async () => {
    expect(await reachedWith(SPLIT, hardened)).toContain(MASTER_MARKS.steppedDown);
  });
  test('and does not even start, where it had died', async () => {
    const reached = await reachedWith({ ...SPLIT, how: 'killed' }, hardened);
    expect(reached).toContain(MASTER_MARKS.notStarted);
    expect(reached).not.toContain(MASTER_MARKS.strayed);
  });
  test.each([baseline, hardened])(
    'it comes back as a slave with its log, and cuts what its successor has not',
    async (design) => {
      const reached = await reachedWith({ ...SPLIT, retires: 'with-its-log', comparedBytes: 200 }, design, 2);
      expect(reached).toContain(REPLICA_MARKS.cut);
    },
  );
  test('nothing happens without slaves', async () => {
    expect(await reachedWith(SPLIT, baseline, 0)).not.toContain(MASTER_MARKS.both);
  });
});
