// RocketMQ 5.3's behaviour with its safe settings: synchronous flush, records with a checksum of the whole, configuration files replaced atomically.

import type { Design } from '../src/scenario/design.ts';
import { unflushedDeliveries } from '../src/scenario/unflushed-deliveries.ts';
import { unflushedHalves } from '../src/scenario/unflushed-halves.ts';
import { unflushedRetries } from '../src/scenario/unflushed-retries.ts';

export const baseline: Design = {
  name: 'baseline',
  doc: "RocketMQ 5.3's behaviour with its safe settings: synchronous flush, records with a checksum of the whole, configuration files replaced atomically.",
  options: { flush: 'synchronous', recordCrc: true },
  parts: {},
  limits: [unflushedRetries, unflushedDeliveries, unflushedHalves],
};
