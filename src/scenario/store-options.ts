// How the brokers of a run store messages: what the conditions drew, and what the design sets.

import { CONSUME_QUEUE_UNIT_BYTES } from '../messaging/store/consume-queue-unit.ts';
import type { StoreOptions } from '../messaging/store/options.ts';
import {
  AT_ANY_HOUR,
  DEFAULT_RETENTION_OPTIONS,
  type RetentionOptions,
} from '../messaging/store/retention-options.ts';
import type { Conditions } from './conditions.ts';
import type { Design } from './design.ts';

export function storeOptions(conditions: Conditions, { options }: Design): Partial<StoreOptions> {
  const { commitLogFileBytes, consumeQueueFileUnits, indexSlots, indexEntries, hotLogBytes, broker } =
    conditions;
  return {
    commitLogFileBytes,
    consumeQueueFileBytes: consumeQueueFileUnits * CONSUME_QUEUE_UNIT_BYTES,
    indexSlots,
    indexEntries,
    flush: options.flush ?? 'asynchronous',
    retention: retentionOptions(conditions),
    ...(hotLogBytes === 0 ? {} : { hotLogBytes }),
    ...(broker === undefined ? {} : { pageCacheBusyTimeoutMs: broker.pageCacheBusyTimeoutMs }),
    ...options.store,
    recordCrc: options.recordCrc ?? false,
  };
}

/** Retention in seconds instead of days: then it looks at once, at any hour. */
function retentionOptions({ reservedMs, cleanIntervalMs }: Conditions): RetentionOptions {
  if (cleanIntervalMs === 0) return DEFAULT_RETENTION_OPTIONS;
  const hasAge = reservedMs > 0;
  return {
    ...DEFAULT_RETENTION_OPTIONS,
    cleanIntervalMs,
    cleanFirstMs: 0,
    ...(hasAge ? { deleteWhen: AT_ANY_HOUR, fileReservedMs: reservedMs } : {}),
  };
}
