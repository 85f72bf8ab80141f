import { describe, expect, test } from 'vitest';
import { javaHash } from '../messaging/message/java-hash.ts';
import { heldPullWakes } from './held-pull-wakes.ts';
import type { MessageEntry } from './message-entry.ts';
import { GROUP, PROMISES, sent } from './testing/written-history.ts';

const QUEUE = { topic: 'orders', queueId: 0 };

const held = (offset: number, group = GROUP): MessageEntry => ({
  kind: 'pull-held',
  group,
  ...QUEUE,
  offset,
  forMs: 15_000,
});

const woken = (offset: number): MessageEntry => ({ kind: 'pull-woken', group: GROUP, ...QUEUE, offset });

const shown = (queueOffset: number, tag = 'Aa', queue = QUEUE): MessageEntry => ({
  kind: 'record-shown',
  record: {
    ...queue,
    queueOffset,
    position: 0,
    recordSize: 100,
    bodyCrc: 7,
    isBodyAsSent: true,
    tagsCode: javaHash(tag),
    isQueued: true,
  },
  unit: undefined,
});

const ENDED: MessageEntry = { kind: 'machine-ended', how: 'killed' };

/** What the oracle says of entries at these milliseconds; the last line only lets time pass. */
function say(...lines: readonly (readonly [number, MessageEntry, string?])[]): string | undefined {
  const judge = heldPullWakes({ group: GROUP, topic: 'orders', expression: 'Aa || plain' }).judge(PROMISES);
  for (const [index, [atMs, entry, machine = 'broker-0']] of lines.entries()) {
    const violation = judge.hear?.({ number: index + 1, atUs: atMs * 1000, machine, entry });
    if (violation !== undefined) return violation.fingerprint;
  }
  return undefined;
}

const later = sent('later/0');
const MISSED = 'held-pull-wakes: missed a message';
const FORGOTTEN = 'held-pull-wakes: past its deadline';

describe('a held pull wakes', () => {
  test('at once when a message comes', () => {
    expect(say([0, held(0)], [100, shown(0)], [100, woken(0)], [60_000, later])).toBeUndefined();
  });
  test('at the next look of the broker when an arrival was missed, before or after it was held', () => {
    expect(say([0, held(0)], [100, shown(0)], [5_100, woken(0)], [60_000, later])).toBeUndefined();
    expect(say([0, shown(0)], [100, held(0)], [5_100, woken(0)], [60_000, later])).toBeUndefined();
  });
  test('at the look after its deadline when nothing comes', () => {
    expect(say([0, held(0)], [20_000, woken(0)], [60_000, later])).toBeUndefined();
  });
  test('not for what it does not want: another tag, another queue, another broker, what it has already', () => {
    expect(
      say(
        [0, held(5)],
        [100, shown(5, 'other')],
        [100, shown(5, 'Aa', { topic: 'orders', queueId: 1 })],
        [100, shown(5), 'broker-1'],
        [100, shown(4)],
        [20_000, woken(5)],
        [60_000, later],
      ),
    ).toBeUndefined();
  });
  test('or is forgotten with its broker', () => {
    expect(say([0, held(0)], [100, shown(0)], [200, ENDED], [60_000, later])).toBeUndefined();
  });
  test('or is the pull of another group, of whose tags nobody knows here', () => {
    expect(say([0, held(0, 'others')], [100, shown(0)], [60_000, later])).toBeUndefined();
  });
});

describe('a held pull does not wake', () => {
  test('when a message that came is not told it', () => {
    expect(say([0, held(0)], [100, shown(0)], [6_000, later])).toBe(MISSED);
  });
  test('when one that was there before it was held is not told it', () => {
    expect(say([0, shown(0)], [100, held(0)], [6_000, later])).toBe(MISSED);
  });
  test('when only one of two pulls from one offset does', () => {
    expect(say([0, held(0)], [0, held(0)], [100, shown(0)], [100, woken(0)], [6_000, later])).toBe(MISSED);
  });
  test('when its time is over and nobody looks', () => {
    expect(say([0, held(0)], [20_600, later])).toBe(FORGOTTEN);
  });
  test('when a message of its retry topic came, whatever its tag', () => {
    const retries = { topic: `%RETRY%${GROUP}`, queueId: 0 };
    const pull: MessageEntry = { kind: 'pull-held', group: GROUP, ...retries, offset: 0, forMs: 15_000 };
    expect(say([0, pull], [100, shown(0, 'other', retries)], [6_000, later])).toBe(MISSED);
  });
});
