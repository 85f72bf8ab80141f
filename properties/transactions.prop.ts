// Promise: money that one bank has debited is credited by the other, once, and money that it has not debited never is, whatever happens to
// banks, brokers and the services between them.

import { describe, expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { hardened } from '../designs/hardened.ts';
import { checkSenderOnly } from '../designs/zoo/check-sender-only.ts';
import { noCheckBack } from '../designs/zoo/no-check-back.ts';
import { payAfterSendingDesign } from '../designs/zoo/pay-after-sending.ts';
import { payBeforeSendingDesign } from '../designs/zoo/pay-before-sending.ts';
import { bankTransfer } from '../scenarios/bank-transfer.ts';
import { checkInvariant, tryInvariant } from './check-invariant.ts';

const BUDGET = { runs: 6, seed: 20_261_123, limitMs: 60_000 };

/** With seeds of which fast-check shrinks the first failure in less than a second. Money that is stuck may be seen before its transaction is. */
const CONVICTIONS = [
  { design: payAfterSendingDesign, oracles: ['rolled-back-hidden'], seed: 7 },
  { design: payBeforeSendingDesign, oracles: ['money-conserved'], seed: 3 },
  { design: noCheckBack, oracles: ['transactions-resolved', 'money-conserved'], seed: 3 },
  { design: checkSenderOnly, oracles: ['transactions-resolved'], seed: 4 },
] as const;

describe('transactions', () => {
  test.each([baseline, hardened])('conserve money with the design $name', async (design) => {
    const outcome = await checkInvariant(bankTransfer, design, BUDGET);
    expect(outcome.runs).toBe(BUDGET.runs);
    expect(outcome.faults / outcome.runs).toBeGreaterThan(1);
  });

  test.each(CONVICTIONS)(
    'are broken by the design $design.name, and it shrinks',
    async ({ design, oracles, seed }) => {
      const outcome = await tryInvariant(bankTransfer, design, { ...BUDGET, seed });
      if (outcome.kind !== 'failed') throw new Error(`${design.name} was not convicted`);
      const { plan, result } = outcome.counterexample;
      const { verdict } = result;
      if (verdict.kind !== 'violated') throw new Error(`${design.name} ended as ${verdict.kind}`);
      expect(oracles).toContain(verdict.violation.oracle);
      expect(plan.operations.length + plan.faults.length).toBeLessThanOrEqual(4);
    },
  );
});
