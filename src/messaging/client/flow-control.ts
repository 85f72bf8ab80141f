// Whether a queue has enough messages cached here, so that pulling more waits (facts 4.12). Pure.

import type { ConsumerOptions } from './consumer-options.ts';
import type { ProcessQueue } from './process-queue.ts';

type Thresholds = Pick<ConsumerOptions, 'maxCachedMessages' | 'maxCachedBytes' | 'maxCachedSpan'>;

export type FlowControl = 'count' | 'bytes' | 'span' | 'none';

/** Which limit holds the pull back. The span counts in concurrent consumption only: one slow message holds back the commit of all behind it. */
export function flowControl(
  cached: Pick<ProcessQueue, 'count' | 'bytes' | 'span'>,
  limits: Thresholds,
  mode: 'concurrent' | 'orderly',
): FlowControl {
  if (cached.count > limits.maxCachedMessages) return 'count';
  if (cached.bytes > limits.maxCachedBytes) return 'bytes';
  return mode === 'concurrent' && cached.span > limits.maxCachedSpan ? 'span' : 'none';
}
