import { describe, expect, test } from 'vitest';
import { baseline } from '../../designs/baseline.ts';
import { baselineAsynchronousFlush } from '../../designs/modes/baseline-asynchronous-flush.ts';
import { masterLoss } from '../../scenarios/master-loss.ts';
import { present } from '../base/assert.ts';
import { MicrotaskPump } from '../nodejs/microtask-pump.ts';
import type { FaultSlot } from '../simulator/fault/fault.ts';
import type { MasterLossConditions } from './conditions.ts';
import type { Design } from './design.ts';
import { drawPlan } from './draw-plan.ts';
import { REPLICA_MARKS } from './replica-marks.ts';
import { performRun } from './run.ts';

const LOSS: MasterLossConditions = {
  atMs: 6000,
  how: 'killed',
  promoteAfterMs: 2000,
  returnAfterMs: 4000,
};

interface More {
  readonly faults?: readonly FaultSlot[];
  readonly design?: Design;
  /** The slave asks for topics only when all is over. */
  readonly isDeaf?: boolean;
}

/** What a run comes to, and the ends and promotions that its account tells. */
async function runWith(loss: MasterLossConditions, slavesPerBroker = 1, more: More = {}) {
  const { faults = [], design = baseline, isDeaf = false } = more;
  const drawn = drawPlan(masterLoss, '0:3', 'calm');
  // Where another broker has the topic, nobody creates it at this one by sending.
  const topology = { ...drawn.topology, brokers: isDeaf ? 2 : 1, slavesPerBroker };
  const asked = present(drawn.conditions.replication, 'conditions of replication');
  const replication = { ...asked, metadataFirstMs: isDeaf ? 600_000 : asked.metadataFirstMs };
  const conditions = { ...drawn.conditions, disk: 'plain' as const, masterLoss: loss, replication };
  const plan = {
    ...drawn,
    topology,
    conditions,
    operations: drawn.operations.slice(0, isDeaf ? 40 : 12),
    faults,
  };
  const host = new MicrotaskPump();
  return performRun({ scenario: masterLoss, plan, design, host });
}

const outcome = async (loss: MasterLossConditions, slavesPerBroker?: number, more?: More) => {
  const { verdict, reached } = await runWith(loss, slavesPerBroker, more);
  return {
    verdict: verdict.kind,
    isPromoted: reached.includes(REPLICA_MARKS.promoted),
    hasStored: reached.includes(REPLICA_MARKS.newMasterStored),
  };
};

describe('when a master is lost', () => {
  test.each(['killed', 'disk-wiped'] as const)(
    'and is %s, a slave takes its place and takes messages',
    async (how) => {
      expect(await outcome({ ...LOSS, how })).toEqual({
        verdict: 'held',
        isPromoted: true,
        hasStored: true,
      });
    },
  );
  test('and the slave has not heard of the topic, its operator creates it there', async () => {
    const outcome = await runWith({ ...LOSS, how: 'disk-wiped' }, 1, { isDeaf: true });
    expect(outcome.verdict.kind).toBe('held');
    expect(outcome.reached).toContain(REPLICA_MARKS.newMasterStored);
  });
  test('nobody takes its place where the plan says so, unless its disk is lost', async () => {
    expect(await outcome({ ...LOSS, promoteAfterMs: 0 })).toMatchObject({ isPromoted: false });
    expect(await outcome({ ...LOSS, promoteAfterMs: 0, how: 'disk-wiped' })).toMatchObject({
      verdict: 'held',
      isPromoted: true,
    });
  });
  test('and there is no slave, it comes back as it was', async () => {
    expect(await outcome({ ...LOSS, how: 'disk-wiped' }, 0)).toMatchObject({
      verdict: 'held',
      isPromoted: false,
    });
  });
  test('and is back before its operator acts, nobody is put in its place', async () => {
    expect(await outcome({ ...LOSS, promoteAfterMs: 40_000, returnAfterMs: 0 })).toMatchObject({
      isPromoted: false,
    });
  });
});

describe('a careful operator', () => {
  const careful = { ...LOSS, operator: 'careful' } as const;
  const out: FaultSlot = {
    slot: 0,
    fault: { kind: 'kill-process', role: 'slave', index: 0, atMs: 100, downMs: 60_000 },
  };
  test('waits for a master whose slave has less, as a hasty one does not', async () => {
    expect(await outcome(careful, 1, { faults: [out] })).toMatchObject({
      verdict: 'held',
      isPromoted: false,
    });
    expect(await outcome(LOSS, 1, { faults: [out] })).toMatchObject({ isPromoted: true });
  });
  test('does not wait for a master that lost what its slave has', async () => {
    const loss = { ...careful, how: 'power-lost', promoteAfterMs: 0 } as const;
    const design = baselineAsynchronousFlush;
    expect(await outcome(loss, 1, { design })).toMatchObject({ verdict: 'held', isPromoted: true });
  });
});
