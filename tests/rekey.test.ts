// Another future of a run: up to the moment event by event the same, whatever the moment falls into; after it another run, which is itself
// the same each time.

import { describe, expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { orderLifecycle } from '../scenarios/order-lifecycle.ts';
import { faultBands, phaseStartUs } from '../src/explorer/likelihood/fault-bands.ts';
import { MicrotaskPump, type PumpPath } from '../src/nodejs/microtask-pump.ts';
import { drawPlan } from '../src/scenario/draw-plan.ts';
import type { Plan } from '../src/scenario/plan.ts';
import { replan } from '../src/scenario/replan.ts';
import { performRun } from '../src/scenario/run.ts';
import type { RunResult } from '../src/scenario/run-result.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import type { Rekeying } from '../src/simulator/simulation.ts';

const scenario = orderLifecycle as Scenario;
const TRACED = 6000;
const DISTURB = 1;

function perform(plan: Plan, rekey?: Rekeying, path: PumpPath = 'checkpoint'): Promise<RunResult> {
  const host = new MicrotaskPump({ path });
  const traceWindow = { first: 1, last: TRACED };
  const another = rekey === undefined ? {} : { rekey };
  return performRun({ scenario, plan, design: baseline, host, traceWindow, account: true, ...another });
}

/** Everything that happened up to the moment. */
function past({ trace, checkpoints }: RunResult, atUs: number) {
  const events = trace.filter(({ timeUs }) => timeUs <= atUs);
  return JSON.stringify([events, checkpoints.filter((checkpoint) => checkpoint.events <= events.length)]);
}

describe('a run with another future', () => {
  const plan = drawPlan(scenario, 'rekey:0', 'swarm');

  test('is the same up to the moment, and the same as itself after it', async () => {
    const whole = await perform(plan);
    const startUs = phaseStartUs(whole.account, DISTURB) ?? 0;
    for (const event of [100, 2500, 5500]) {
      const atUs = whole.trace[event]?.timeUs ?? 0;
      const rekey = { atUs, salt: 'x' };
      const future = replan(scenario, plan, { afterMs: (atUs - startUs) / 1000, salt: 'x' });
      const other = await perform(future, rekey);
      expect(past(other, atUs)).toBe(past(whole, atUs));
      expect(other.digest).not.toBe(whole.digest);
      if (event === 2500) expect((await perform(future, rekey, 'macrotask')).digest).toBe(other.digest);
    }
  });

  test('says when its disturb phase begins and which fault is at work when', async () => {
    const { account, shape, virtualMs } = await perform(plan);
    const startUs = phaseStartUs(account, DISTURB) ?? 0;
    const bands = faultBands(account, virtualMs * 1000);
    expect(bands).toHaveLength(shape.faultEpisodes);
    for (const { slot, text, fromUs, toUs } of bands) {
      const fault = plan.faults.find((known) => known.slot === slot)?.fault;
      expect(fromUs).toBe(startUs + (fault?.atMs ?? 0) * 1000);
      expect([toUs > fromUs, text.startsWith(`${fault?.kind} `)]).toEqual([true, true]);
    }
  });

  test('is the run itself when the moment never comes', async () => {
    const whole = await perform(plan);
    const atUs = Math.ceil(whole.virtualMs * 1000) + 1;
    expect((await perform(plan, { atUs, salt: 'x' })).digest).toBe(whole.digest);
  });
});
