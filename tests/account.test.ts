import { expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { bankTransfer } from '../scenarios/bank-transfer.ts';
import { orderLifecycle } from '../scenarios/order-lifecycle.ts';
import { MicrotaskPump } from '../src/nodejs/microtask-pump.ts';
import { lineText } from '../src/scenario/account-line.ts';
import { drawPlan } from '../src/scenario/draw-plan.ts';
import type { Plan } from '../src/scenario/plan.ts';
import { performRun } from '../src/scenario/run.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

const HOST = new MicrotaskPump();
const SCENARIO = orderLifecycle as Scenario;

function planWithPowerLoss(): Plan {
  const plan = drawPlan(SCENARIO, 'account', 'calm');
  const fault = { kind: 'power-loss', atMs: 500, downMs: 900, role: 'broker', index: 0 } as const;
  return { ...plan, faults: [{ slot: 7, fault }] };
}

test('an account tells sends, deliveries, faults and deaths in order, and changes nothing', async () => {
  const request = { scenario: SCENARIO, plan: planWithPowerLoss(), design: baseline, host: HOST };
  const silent = await performRun(request);
  const told = await performRun({ ...request, account: true });
  expect(told.digest).toBe(silent.digest);
  expect(silent.account).toEqual([]);
  const kinds = new Set(told.account.map(({ kind }) => kind));
  for (const kind of [
    'phase-began',
    'send-invoked',
    'send-completed',
    'delivery-started',
    'fault-began',
    'machine-ended',
    'log-recovered',
  ])
    expect(kinds).toContain(kind);
  const moments = told.account.map(({ atUs }) => atUs);
  expect(moments).toEqual([...moments].sort((left, right) => left - right));
  const texts = told.account.map(lineText);
  expect(texts.some((text) => /broker-0 loses power$/.test(text))).toBe(true);
  const send = told.account.find(({ kind }) => kind === 'send-invoked');
  expect(send?.text).toBe(`sends message 0 of key ${send?.subject}`);
  expect(send?.identity).toMatch(/^[0-9a-f]{16}$/);
});

test('a detailed account has more lines, of evidence too that no oracle asks for, and changes nothing', async () => {
  const request = { scenario: SCENARIO, plan: planWithPowerLoss(), design: baseline, host: HOST };
  const told = await performRun({ ...request, account: true });
  const detailed = await performRun({ ...request, account: 'detailed' });
  expect(detailed.digest).toBe(told.digest);
  expect(detailed.verdict).toEqual(told.verdict);
  expect(detailed.reached).toEqual(told.reached);
  const details = new Set(detailed.account.filter(({ isDetail }) => isDetail).map(({ kind }) => kind));
  for (const kind of ['offset-kept', 'pull-held', 'broker-registered', 'record-stored', 'send-tried'])
    expect(details).toContain(kind);
  expect(told.account.some(({ isDetail }) => isDetail)).toBe(false);
});

test('what is said of a transaction is told of its transfer', async () => {
  const scenario = bankTransfer as Scenario;
  const plan = drawPlan(scenario, 'account', 'calm');
  const { account } = await performRun({ scenario, plan, design: baseline, host: HOST, account: true });
  const begun = account.find(({ kind }) => kind === 'transfer-begun');
  const kinds = account.filter(({ subject }) => subject === begun?.subject).map(({ kind }) => kind);
  expect(kinds).toContain('half-stored');
  expect(kinds).toContain('transaction-said');
  expect(account.find(({ kind }) => kind === 'transaction-said')?.text).toMatch(
    / of the transaction of transfer-\d+$/,
  );
});
