// A short name of a plan by its content: what was tried once is not tried again, in this invocation or the next.

import { hashText, hex32 } from '../../base/hash.ts';
import type { Plan } from '../../scenario/plan.ts';

const LEFT_SALT = 0x6a09e667;
const RIGHT_SALT = 0x3c6ef372;

export function planKey(plan: Plan): string {
  const text = JSON.stringify(plan);
  return hex32(hashText(text, LEFT_SALT)) + hex32(hashText(text, RIGHT_SALT));
}
