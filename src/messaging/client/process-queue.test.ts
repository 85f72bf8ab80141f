import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logPosition, queueOffset } from '../../base/numbers.ts';
import type { StoredMessage } from '../message/message.ts';
import { ProcessQueue } from './process-queue.ts';

function message(offset: number, bodyBytes = 1): StoredMessage {
  return {
    topic: 'T',
    body: new Uint8Array(bodyBytes),
    properties: new Map(),
    flag: 0,
    queueId: 0,
    queueOffset: queueOffset(offset),
    position: logPosition(offset * 100),
    recordSize: 100,
    bodyCrc: 0,
    systemFlag: 0,
    bornTimestampMs: 0,
    bornHost: '10.0.0.1:1',
    storeTimestampMs: 0,
    storeHost: '10.0.0.2:2',
    reconsumeTimes: 0,
    preparedTransactionPosition: logPosition(0),
  };
}

const offsets = (messages: readonly StoredMessage[]) => messages.map((one) => one.queueOffset);

describe('process queue', () => {
  test('concurrent: the smallest remaining offset holds the commit back', () => {
    const queue = new ProcessQueue(0);
    queue.put([message(5), message(6), message(7)]);
    expect(queue.remove([message(6)])).toMatchObject({ smallestRemaining: 5, largestSeen: 7 });
    expect(queue.remove([message(5)])).toMatchObject({ smallestRemaining: 7, largestSeen: 7 });
    expect(queue.remove([message(7)])).toMatchObject({ smallestRemaining: undefined, largestSeen: 7 });
    expect(queue.remove([message(7)])).toBeUndefined();
    expect(queue.count).toBe(0);
    expect(queue.bytes).toBe(0);
  });

  test('orderly: one task at a time, the next put after its end starts another', () => {
    const queue = new ProcessQueue(0);
    expect(queue.put([message(1)])).toBe(true);
    expect(queue.put([message(2)])).toBe(false);
    expect(offsets(queue.take(1))).toEqual([1]);
    queue.commit();
    expect(offsets(queue.take(1))).toEqual([2]);
    queue.commit();
    expect(queue.take(1)).toEqual([]);
    expect(queue.put([message(3)])).toBe(true);
  });

  test('orderly: what failed comes first again, with its raised count', () => {
    const queue = new ProcessQueue(0);
    queue.put([message(1), message(2), message(3)]);
    const taken = queue.take(2);
    queue.putBack(taken.map((one) => ({ ...one, reconsumeTimes: 1 })));
    expect(queue.count).toBe(3);
    const again = queue.take(3);
    expect(offsets(again)).toEqual([1, 2, 3]);
    expect(again.map((one) => one.reconsumeTimes)).toEqual([1, 1, 0]);
    expect(queue.commit()).toMatchObject({ smallestRemaining: undefined, largestSeen: 3 });
    expect(queue.commit()).toBeUndefined();
  });

  test('the lease runs from the last grant and is void without a lock', () => {
    const queue = new ProcessQueue(100);
    expect(queue.leaseRemainingMs(100, 30_000)).toBe(0);
    queue.lock(1_000);
    expect(queue.leaseRemainingMs(11_000, 30_000)).toBe(20_000);
    expect(queue.leaseRemainingMs(31_001, 30_000)).toBe(-1);
    queue.unlock();
    expect(queue.leaseRemainingMs(11_000, 30_000)).toBe(0);
  });
});

type Step =
  | { readonly kind: 'put'; readonly gaps: readonly number[]; readonly bodyBytes: number }
  | { readonly kind: 'remove'; readonly picks: readonly number[] }
  | { readonly kind: 'take'; readonly count: number }
  | { readonly kind: 'commit' }
  | { readonly kind: 'putBack' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('put' as const),
    gaps: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }),
    bodyBytes: fc.nat(9),
  }),
  fc.record({ kind: fc.constant('remove' as const), picks: fc.array(fc.nat(20), { maxLength: 5 }) }),
  fc.record({ kind: fc.constant('take' as const), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('commit' as const) }),
  fc.record({ kind: fc.constant('putBack' as const) }),
);

class Model {
  readonly queue = new ProcessQueue(0);
  waiting: StoredMessage[] = [];
  inHand: StoredMessage[] = [];
  largest = 0;

  apply(one: Step): void {
    if (one.kind === 'put') this.#put(one.gaps, one.bodyBytes);
    else if (one.kind === 'remove') this.#remove(one.picks);
    else if (one.kind === 'take') this.#take(one.count);
    else if (one.kind === 'commit') this.#commit();
    else this.#putBack();
    this.#check();
  }

  #put(gaps: readonly number[], bodyBytes: number): void {
    const added = gaps.map((gap) => {
      this.largest += gap;
      return message(this.largest, bodyBytes);
    });
    this.waiting.push(...added);
    this.queue.put(added);
  }

  #remove(picks: readonly number[]): void {
    const chosen = picks.flatMap((pick) => this.waiting[pick] ?? []);
    const before = this.waiting.length;
    this.waiting = this.waiting.filter((one) => !chosen.includes(one));
    const consumed = this.queue.remove(chosen);
    if (before === 0) expect(consumed).toBeUndefined();
    else expect(consumed?.smallestRemaining).toBe((this.inHand[0] ?? this.waiting[0])?.queueOffset);
  }

  #take(count: number): void {
    const expected = this.waiting.splice(0, count);
    expect(this.queue.take(count)).toEqual(expected);
    this.inHand = [...this.inHand, ...expected];
  }

  #commit(): void {
    const consumed = this.queue.commit();
    expect(consumed?.handled ?? []).toEqual(this.inHand);
    if (consumed !== undefined) expect(consumed.smallestRemaining).toBe(this.waiting[0]?.queueOffset);
    this.inHand = [];
  }

  #putBack(): void {
    this.queue.putBack(this.inHand);
    this.waiting = [...this.inHand, ...this.waiting];
    this.inHand = [];
  }

  #check(): void {
    const held = [...this.inHand, ...this.waiting];
    const first = this.waiting[0]?.queueOffset ?? 0;
    expect(this.queue.count).toBe(held.length);
    expect(this.queue.bytes).toBe(held.reduce((sum, one) => sum + one.body.length, 0));
    expect(this.queue.span).toBe((this.waiting.at(-1)?.queueOffset ?? first) - first);
    for (const one of this.waiting) expect(this.queue.holds(one)).toBe(true);
  }
}

describe('process queue against a model', () => {
  test('any order of operations', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const model = new Model();
        for (const one of steps) model.apply(one);
      }),
    );
  });
});
