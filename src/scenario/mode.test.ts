import { expect, test } from 'vitest';
import { baseline } from '../../designs/baseline.ts';
import { hardened } from '../../designs/hardened.ts';
import { copiesWaitedFor } from './design.ts';
import { inMode } from './mode.ts';

test.each([baseline, hardened])('$name in another mode differs from it in flush and role alone', (base) => {
  const design = inMode(base, 'other', { flush: 'asynchronous', copies: 'asynchronous' });
  expect([design.name, copiesWaitedFor(design.options)]).toEqual(['other', 1]);
  expect(design.parts).toBe(base.parts);
  expect(design.limits).toBe(base.limits);
  const { flush: _flush, replication, ...rest } = base.options;
  expect(design.options).toEqual({
    ...rest,
    flush: 'asynchronous',
    replication: { ...replication, role: 'ASYNC_MASTER' },
  });
});

test('and its own mode is its own', () => {
  const design = inMode(baseline, 'same', { flush: 'synchronous', copies: 'double write' });
  expect(design.options).toEqual(baseline.options);
  expect(design.doc).toBe('The baseline with synchronous flush and double write.');
});
