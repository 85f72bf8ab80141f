import { describe, expect, test } from 'vitest';
import { RollingDigest } from './digest.ts';

function folded(count: number, change?: { readonly at: number; readonly by: Partial<Parts> }): RollingDigest {
  const digest = new RollingDigest();
  for (let index = 0; index < count; index += 1) {
    const parts = { time: index * 10, high: index * 3, low: index * 5, content: index % 7 };
    const { time, high, low, content } = index === change?.at ? { ...parts, ...change.by } : parts;
    digest.fold(time, high, low, content);
  }
  return digest;
}

interface Parts {
  readonly time: number;
  readonly high: number;
  readonly low: number;
  readonly content: number;
}

describe('the rolling digest', () => {
  test('is the same for the same events and pinned for ever', () => {
    expect(folded(5000).value()).toBe(folded(5000).value());
    expect(folded(5000).value()).toMatchInlineSnapshot(`"8f17a09f2c874f68"`);
  });

  test('sees every part of one event, and its place', () => {
    const plain = folded(3000).value();
    for (const by of [{ time: 1 }, { high: 1 }, { low: 1 }, { content: 99 }]) {
      expect(folded(3000, { at: 1234, by }).value()).not.toBe(plain);
    }
    expect(folded(2999).value()).not.toBe(plain);
  });

  test('counts events', () => {
    expect(folded(1025).events).toBe(1025);
  });

  test('leaves evenly spaced checkpoints, at most 256, however long the run', () => {
    for (const [count, stride] of [
      [1023, 1024],
      [10_000, 1024],
      [1024 * 255, 1024],
      [1024 * 256, 2048],
      [1024 * 700, 4096],
    ] as const) {
      const events = folded(count)
        .checkpoints()
        .map((checkpoint) => checkpoint.events);
      const expected = Array.from({ length: Math.floor(count / stride) }, (_, index) => (index + 1) * stride);
      expect(events).toEqual(expected);
      expect(events.length).toBeLessThan(256);
    }
  });

  test('differs at the checkpoints from the first changed event on, and not before', () => {
    const left = folded(10_000).checkpoints();
    const right = folded(10_000, { at: 5000, by: { content: 99 } }).checkpoints();
    const same = left.map(({ digest }, index) => digest === right[index]?.digest);
    expect(same).toEqual([true, true, true, true, false, false, false, false, false]);
  });
});
