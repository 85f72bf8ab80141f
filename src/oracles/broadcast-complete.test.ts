import { describe, expect, test } from 'vitest';
import { broadcastComplete } from './broadcast-complete.ts';
import type { MemberEntry } from './member-entry.ts';
import type { MessageEntry } from './message-entry.ts';
import {
  delivered,
  deliveredAgain,
  ended,
  failedAgain,
  handled,
  PROMISES,
  SETTLED,
  sent,
} from './testing/written-history.ts';

type Line = readonly [machine: string, entry: MessageEntry];

const A = 'consumer-0';
const B = 'consumer-1';

/** `k/0` is stored at offset 0 of the only queue. */
const STORED: readonly Line[] = [
  ['producer-0', sent('k/0')],
  ['producer-0', ended('k/0', 'acknowledged')],
];

function at(kind: MemberEntry['kind'], offset: number): MemberEntry {
  return { kind, group: 'readers', topic: 'orders', brokerName: 'broker-0', queueId: 0, offset };
}

/** What the oracle says of a group of two. */
function say(...lines: readonly Line[]): string | undefined {
  const judge = broadcastComplete.judge(PROMISES);
  for (const [index, [machine, entry]] of lines.entries()) {
    const violation = judge.hear?.({ number: index + 1, atUs: index * 1000, machine, entry });
    if (violation !== undefined) return violation.fingerprint;
  }
  return judge.settle?.({ ...SETTLED, members: [A, B] })?.fingerprint;
}

const MISSED = 'broadcast-complete: a member missed it';

describe('a broadcast is complete', () => {
  test('when every member handled what was stored after its start, more than once perhaps', () => {
    const started: readonly Line[] = [
      [A, at('member-started', 0)],
      [B, at('member-started', 0)],
    ];
    expect(
      say(...started, ...STORED, [A, handled('k/0')], [B, handled('k/0')], [B, handled('k/0')]),
    ).toBeUndefined();
  });
  test('when a handler failed: the message is dropped', () => {
    expect(say(...STORED, [A, handled('k/0')], [B, failedAgain('k/0', 0)])).toBeUndefined();
  });
  test('for a member that started later', () => {
    expect(say(...STORED, [A, handled('k/0')], [B, at('member-started', 1)])).toBeUndefined();
  });
  test('for a member that ended before it had written down where it was, and started anew', () => {
    expect(
      say([B, at('member-started', 0)], ...STORED, [A, handled('k/0')], [B, at('member-started', 1)]),
    ).toBeUndefined();
  });
  test('without messages whose send ended unknown', () => {
    expect(say(['producer-0', sent('k/0')], ['producer-0', ended('k/0', 'unknown')])).toBeUndefined();
  });
});

describe('a broadcast is not complete', () => {
  test('when one member got it and the other did not', () => {
    expect(
      say([A, at('member-started', 0)], [B, at('member-started', 0)], ...STORED, [A, handled('k/0')]),
    ).toBe(MISSED);
  });
  test('when a member had written down where it was and came back further on', () => {
    expect(
      say(
        [B, at('member-started', 0)],
        [B, at('member-kept', 0)],
        ...STORED,
        [A, handled('k/0')],
        [B, at('member-started', 1)],
      ),
    ).toBe(MISSED);
  });
  test('when a member never started', () => {
    expect(say([A, at('member-started', 0)], ...STORED, [A, handled('k/0')])).toBe(MISSED);
  });
  test('when what failed is tried again, there or through a retry topic', () => {
    const again = 'broadcast-complete: tried again';
    expect(say(...STORED, [A, failedAgain('k/0', 0)], [A, deliveredAgain('k/0', 1, 'here')])).toBe(again);
    const place = { topic: '%RETRY%readers', brokerName: 'broker-0', queueId: 0, queueOffset: 0 };
    expect(say(...STORED, [A, failedAgain('k/0', 0)], [A, delivered('k/0', { place })])).toBe(again);
  });
});
