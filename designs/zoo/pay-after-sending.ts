// Known bad (mission row C3): the message is sent first and the money debited after it. Who dies in between, or has not enough, has paid with
// nothing.

import type { Pay } from '../../src/scenario/bank/pay.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const payAfterSending: Pay = async (payment, tools) => {
  if (await tools.send(payment)) await tools.debit(payment);
};

export const payAfterSendingDesign: Design = {
  name: 'pay-after-sending',
  doc: 'Sends the transfer as any other message, and debits the money when that is stored.',
  options: baseline.options,
  parts: { pay: payAfterSending },
  limits: baseline.limits,
  defect: { source: 'mission row C3', oracle: 'rolled-back-hidden', scenario: 'bank-transfer' },
};
