// The replaced parts of clients that a design stands for: those that it brings, and those that its options name.

import { withDefaults } from '../base/defaults.ts';
import type { ClientParts } from '../messaging/client/client-parts.ts';
import { shouldRetryUnstored } from '../messaging/client/send-retry.ts';
import type { Design } from './design.ts';

export function designClient({ options, parts }: Design): Partial<ClientParts> {
  const named: Partial<ClientParts> =
    options.transactionEnds === 'once' ? { shouldRetryHalf: shouldRetryUnstored } : {};
  return withDefaults(named, parts.client ?? {});
}
