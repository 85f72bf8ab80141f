import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EventHandle, EventQueue } from './event-queue.ts';

interface Expected {
  readonly time: number;
  readonly rank: number;
  readonly sequence: number;
  readonly handle: EventHandle;
  readonly owner: string;
}

/** A queue beside a plain array that is searched for the least. */
class Pair {
  readonly queue = new EventQueue();
  readonly model: Expected[] = [];
  readonly finished: EventHandle[] = [];
  #sequence = 0;

  push(time: number, rank: number, owner: string): void {
    const { queue } = this;
    const row = queue.claimRow();
    queue.time[row] = time;
    queue.rank[row] = rank;
    queue.owner[row] = owner;
    queue.argument[row] = this.#sequence;
    const handle = queue.push(row);
    this.model.push({ time, rank, owner, sequence: this.#sequence, handle });
    this.#sequence += 1;
  }

  pop(): void {
    const least = this.#takeLeast();
    expect(this.queue.peekTime()).toBe(least?.time);
    const row = this.queue.pop();
    expect(row === undefined ? undefined : this.queue.argument[row]).toBe(least?.sequence);
    if (row === undefined || least === undefined) return;
    expect(this.queue.owner[row]).toBe(least.owner);
    this.queue.release(row);
    this.finished.push(least.handle);
  }

  cancel(pick: number): void {
    const [chosen] = this.model.splice(pick % Math.max(this.model.length, 1), 1);
    if (chosen === undefined) return;
    expect(this.queue.cancel(chosen.handle)).toBe(true);
    this.finished.push(chosen.handle);
  }

  cancelAgain(pick: number): void {
    const handle = this.finished[pick % Math.max(this.finished.length, 1)];
    if (handle !== undefined) expect(this.queue.cancel(handle)).toBe(false);
  }

  cancelOwned(owner: string): void {
    this.queue.cancelOwned(owner);
    for (let index = this.model.length - 1; index >= 0; index -= 1) {
      if (this.model[index]?.owner !== owner) continue;
      for (const { handle } of this.model.splice(index, 1)) this.finished.push(handle);
    }
  }

  expectSame(): void {
    expect(this.queue.size).toBe(this.model.length);
    const sequences: unknown[] = [];
    this.queue.forEachRow((row) => sequences.push(this.queue.argument[row]));
    expect(new Set(sequences)).toEqual(new Set(this.model.map(({ sequence }) => sequence)));
  }

  #takeLeast(): Expected | undefined {
    const [least] = this.model.toSorted(
      (left, right) => left.time - right.time || left.rank - right.rank || left.sequence - right.sequence,
    );
    if (least !== undefined) this.model.splice(this.model.indexOf(least), 1);
    return least;
  }
}

type Step = (pair: Pair) => void;

const smallNumber = fc.nat(5);
const owner = fc.constantFrom('a', 'b', 'c');
const push: fc.Arbitrary<Step> = fc
  .tuple(smallNumber, fc.constantFrom(-1, 0, 1, 2 ** 31 - 1, -(2 ** 31)), owner)
  .map(
    ([time, rank, who]) =>
      (pair) =>
        pair.push(time, rank, who),
  );
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: push },
  { weight: 3, arbitrary: fc.constant<Step>((pair) => pair.pop()) },
  { weight: 3, arbitrary: fc.nat().map((pick) => (pair: Pair) => pair.cancel(pick)) },
  { weight: 1, arbitrary: fc.nat().map((pick) => (pair: Pair) => pair.cancelAgain(pick)) },
  { weight: 1, arbitrary: owner.map((who) => (pair: Pair) => pair.cancelOwned(who)) },
);

describe('the event queue', () => {
  test('gives events by time, rank and order of scheduling, whatever is cancelled in between', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const pair = new Pair();
        for (const act of steps) act(pair);
        pair.expectSame();
        while (pair.model.length > 0) pair.pop();
        pair.pop();
      }),
      { numRuns: 200 },
    );
  });

  test('stays right when most of many events are cancelled', () => {
    const pair = new Pair();
    for (let index = 0; index < 3000; index += 1) pair.push((index * 7919) % 1000, 0, 'a');
    for (let index = 0; index < 2600; index += 1) pair.cancel(index * 31);
    pair.expectSame();
    while (pair.model.length > 0) pair.pop();
    expect(pair.queue.pop()).toBeUndefined();
  });

  test('a handle of an event that is over does not cancel the one in its row', () => {
    const pair = new Pair();
    for (let round = 0; round < 50; round += 1) {
      pair.push(round, 0, 'a');
      pair.pop();
    }
    pair.push(99, 0, 'a');
    for (const handle of pair.finished) expect(pair.queue.cancel(handle)).toBe(false);
    expect(pair.queue.size).toBe(1);
  });

  test('lets go of what a cancelled event would have used', () => {
    const queue = new EventQueue();
    const row = queue.claimRow();
    queue.argument[row] = { large: true };
    queue.cancel(queue.push(row));
    expect(queue.argument).toEqual([undefined]);
  });

  test('reuses rows: a long life with few events pending needs few', () => {
    const pair = new Pair();
    for (let index = 0; index < 10_000; index += 1) {
      pair.push(index, 0, 'a');
      if (index % 2 === 0) pair.cancel(0);
      else pair.pop();
    }
    expect(pair.queue.action.length).toBeLessThan(300);
  });
});
