import { describe, expect, test } from 'vitest';
import { CONSUMER_DEFAULTS } from './consumer-options.ts';
import { flowControl } from './flow-control.ts';

const empty = { count: 0, bytes: 0, span: 0 };

describe('flow control', () => {
  test('count and bytes count in both modes, from above the limit on', () => {
    for (const mode of ['concurrent', 'orderly'] as const) {
      expect(flowControl({ ...empty, count: 1_000 }, CONSUMER_DEFAULTS, mode)).toBe('none');
      expect(flowControl({ ...empty, count: 1_001 }, CONSUMER_DEFAULTS, mode)).toBe('count');
      expect(flowControl({ ...empty, bytes: 104_857_601 }, CONSUMER_DEFAULTS, mode)).toBe('bytes');
    }
  });

  test('the span counts in concurrent consumption only', () => {
    expect(flowControl({ ...empty, span: 2_000 }, CONSUMER_DEFAULTS, 'concurrent')).toBe('none');
    expect(flowControl({ ...empty, span: 2_001 }, CONSUMER_DEFAULTS, 'concurrent')).toBe('span');
    expect(flowControl({ ...empty, span: 2_001 }, CONSUMER_DEFAULTS, 'orderly')).toBe('none');
  });
});
