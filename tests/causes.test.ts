// Causes of a failure that is real: messages of one key in different queues.

import { expect, test } from 'vitest';
import { spreadKeys } from '../designs/zoo/spread-keys.ts';
import { orderLifecycle } from '../scenarios/order-lifecycle.ts';
import { causalSliceOf } from '../src/explorer/causes/causal-slice.ts';
import { MicrotaskPump } from '../src/nodejs/microtask-pump.ts';
import { perfettoTrace } from '../src/report/perfetto-trace.ts';
import { shivizLines } from '../src/report/shiviz-log.ts';
import { sliceMermaid } from '../src/report/slice-mermaid.ts';
import { drawPlan } from '../src/scenario/draw-plan.ts';
import { performRun } from '../src/scenario/run.ts';
import type { RunResult } from '../src/scenario/run-result.ts';

const SEEDS = 20;
const STEPS_MAX = 40;

async function firstFailure(): Promise<RunResult> {
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const plan = drawPlan(orderLifecycle, `causes:${seed}`, 'swarm');
    const request = { scenario: orderLifecycle, plan, design: spreadKeys, host: new MicrotaskPump() };
    const run = await performRun({ ...request, account: true, traceWindow: { first: 1, last: 1_000_000 } });
    if (run.verdict.kind === 'violated') return run;
  }
  throw new Error(`none of ${SEEDS} seeds fails`);
}

test('a wrong order is explained by both messages, where they lay, and who read them', async () => {
  const run = await firstFailure();
  const slice = causalSliceOf(run);
  const [key = ''] = slice?.subjects ?? [];
  const message = slice?.message ?? '';
  const ordinals = [...message.matchAll(/message (\d+)/g)].map(([, ordinal]) => ordinal);
  expect(ordinals).toHaveLength(2);
  const notes = (slice?.steps ?? []).flatMap((step) => (step.kind === 'note' ? [step] : []));
  for (const ordinal of ordinals) {
    const name = `message ${ordinal} of key ${key}`;
    for (const what of ['send-invoked', 'send-completed', 'delivery-started'])
      expect(notes.some((note) => note.what === what && note.text.includes(name))).toBe(true);
  }
  expect(notes.at(-1)).toMatchObject({ what: 'violated', event: run.events });
  expect(slice?.chain).toMatchObject({ event: run.events });
  expect(slice?.steps.length).toBeLessThanOrEqual(STEPS_MAX);
  expect(slice?.steps.some(({ kind }) => kind === 'packet')).toBe(true);

  const diagram = sliceMermaid(slice as NonNullable<typeof slice>).split('\n');
  const statement =
    /^ {2}(participant m\d+ as [^;]+|m\d+--?>>m\d+: [^;#]*|Note over m\d+(,m\d+)?: ([^;#]|#\w+;)*)$/;
  for (const line of diagram.slice(1, -1)) expect(line).toMatch(statement);
});

test('its exports hold every event', async () => {
  const run = await firstFailure();
  const slices = perfettoTrace(run).traceEvents.filter(({ ph }) => ph === 'X');
  expect(slices).toHaveLength(run.events);
  expect([...shivizLines(run)]).toHaveLength(run.events + 2);
});
