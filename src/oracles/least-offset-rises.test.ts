import { describe, expect, test } from 'vitest';
import { leastOffsetRises } from './least-offset-rises.ts';
import type { MessageEntry } from './message-entry.ts';
import { bounds, removed, verdictOf } from './testing/written-history.ts';

const say = (...entries: Parameters<typeof verdictOf>[1]) =>
  verdictOf(leastOffsetRises, entries)?.fingerprint;
const wiped: MessageEntry = { kind: 'machine-ended', how: 'disk-wiped' };

describe('the least offset rises', () => {
  test('when queues move forward, each for itself, up to their ends', () => {
    expect(say(bounds(0, 9), bounds(5, 9), bounds(3, 4, 1), bounds(9, 9))).toBeUndefined();
  });
  test('when segments go from the oldest on, wherever the first one was', () => {
    expect(say(removed(512, 1024), removed(1024, 1536), removed(1536, 2048))).toBeUndefined();
  });
  test('when a power loss undid the last removal, and it is done again', () => {
    expect(say(removed(0, 512), removed(512, 1024), removed(512, 1024))).toBeUndefined();
  });
  test('when another disk begins again', () => {
    expect(say(bounds(5, 9), removed(512, 1024), wiped, bounds(0, 3), removed(0, 512))).toBeUndefined();
  });
});

describe('it is violated', () => {
  test('by a queue that begins behind its end', () => {
    expect(say(bounds(5, 0))).toBe('least-offset-rises: behind its end');
  });
  test('by a queue that begins earlier than before', () => {
    expect(say(bounds(5, 9), bounds(4, 9))).toBe('least-offset-rises: went back');
  });
  test('by a segment that goes while an older one stays', () => {
    expect(say(removed(0, 512), removed(1024, 1536))).toBe('least-offset-rises: not the oldest segment');
  });
});
