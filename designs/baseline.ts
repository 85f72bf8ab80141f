// RocketMQ 5.3's behaviour with its safe settings: synchronous flush, configuration files replaced atomically.

import type { Design } from '../src/scenario/design.ts';

export const baseline: Design = {
  name: 'baseline',
  doc: "RocketMQ 5.3's behaviour with its safe settings: synchronous flush, configuration files replaced atomically.",
  options: { flush: 'synchronous' },
  parts: {},
  limits: [],
};
