// Known bad (mission row C3): the money is debited first and the message sent after it. Who dies in between has debited for ever, and nobody
// is told.

import type { Pay } from '../../src/scenario/bank/pay.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const payBeforeSending: Pay = async (payment, tools) => {
  if ((await tools.debit(payment)) === 'debited') await tools.send(payment);
};

export const payBeforeSendingDesign: Design = {
  name: 'pay-before-sending',
  doc: 'Debits the money, and sends the transfer as any other message after it.',
  options: baseline.options,
  parts: { pay: payBeforeSending },
  limits: baseline.limits,
  defect: { source: 'mission row C3', oracle: 'money-conserved', scenario: 'bank-transfer' },
};
