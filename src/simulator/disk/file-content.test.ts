import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AssertionError } from '../../base/assert.ts';
import { FileContent, type SyncPoint } from './file-content.ts';
import { fate } from './testing/loose-disk.ts';

/** Of the fates, one by which nothing was written back. */
const NOTHING_WRITTEN_BACK = Array.from({ length: 100 }, (_, number) => number).findIndex((number) => {
  return fate(number).leaning === 'none';
});

/** Files beside plain arrays. */
class Pair {
  readonly file = new FileContent();
  content: number[] = [];
  durable: number[] = [];
  readonly #syncs: { readonly point: SyncPoint; readonly content: number[]; readonly ordinal: number }[] = [];
  #begun = 0;
  #completed = 0;

  write(position: number, bytes: readonly number[]): void {
    this.file.write(position, Uint8Array.from(bytes));
    if (bytes.length > 0) this.#extend(position);
    for (const [index, byte] of bytes.entries()) this.content[position + index] = byte;
  }

  truncate(size: number): void {
    this.file.truncate(size);
    this.#extend(size);
    this.content.length = size;
  }

  beginSync(): void {
    this.#begun += 1;
    this.#syncs.push({ point: this.file.beginSync(), content: [...this.content], ordinal: this.#begun });
  }

  /** Of those under way, in any order. */
  completeSync(pick: number): void {
    const [sync] = this.#syncs.splice(pick % Math.max(this.#syncs.length, 1), 1);
    if (sync === undefined) return;
    this.file.completeSync(sync.point, 0);
    if (sync.ordinal < this.#completed) return;
    this.#completed = sync.ordinal;
    this.durable = sync.content;
  }

  /** Where nothing had been written back. */
  losePower(): void {
    this.file.losePower(fate(NOTHING_WRITTEN_BACK));
    this.content = [...this.durable];
    this.#syncs.length = 0;
  }

  expectSame(): void {
    expect(this.file.size).toBe(this.content.length);
    expect([...this.file.read(0, this.content.length + 100)]).toEqual(this.content);
  }

  #extend(size: number): void {
    while (this.content.length < size) this.content.push(0);
  }
}

const position = fc.oneof(
  fc.nat(20),
  fc.integer({ min: 4080, max: 4110 }),
  fc.integer({ min: 8180, max: 8200 }),
);
const bytes = fc.oneof(
  fc.array(fc.nat(255), { maxLength: 20 }),
  fc.nat(255).map((byte) => new Array<number>(4100).fill(byte)),
);

type Step = (pair: Pair) => void;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(position, bytes).map(
      ([at, what]) =>
        (pair: Pair) =>
          pair.write(at, what),
    ),
  },
  { weight: 2, arbitrary: position.map((size) => (pair: Pair) => pair.truncate(size)) },
  { weight: 2, arbitrary: fc.constant<Step>((pair) => pair.beginSync()) },
  { weight: 2, arbitrary: fc.nat(3).map((pick) => (pair: Pair) => pair.completeSync(pick)) },
  { weight: 1, arbitrary: fc.constant<Step>((pair) => pair.losePower()) },
);

describe('the content of a file', () => {
  test('is that of an array, through writes, cuts, overlapping syncs and power losses', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const pair = new Pair();
        for (const act of steps) {
          act(pair);
          pair.expectSame();
        }
        pair.losePower();
        pair.expectSame();
      }),
      { numRuns: 300 },
    );
  });

  test('a sync that completes after a later one takes nothing back', () => {
    const file = new FileContent();
    file.write(0, Uint8Array.of(1));
    const first = file.beginSync();
    file.write(0, Uint8Array.of(2));
    file.completeSync(file.beginSync(), 0);
    file.completeSync(first, 0);
    file.losePower(fate(NOTHING_WRITTEN_BACK));
    expect([...file.read(0, 10)]).toEqual([2]);
  });

  test('a sync that completes after a power loss brings nothing back', () => {
    const file = new FileContent();
    file.write(0, Uint8Array.of(1));
    const cutOff = file.beginSync();
    file.losePower(fate(NOTHING_WRITTEN_BACK));
    file.completeSync(cutOff, 0);
    file.losePower(fate(NOTHING_WRITTEN_BACK));
    expect(file.size).toBe(0);
  });

  test('gives copies, shorter at the end', () => {
    const file = new FileContent();
    const source = Uint8Array.of(1, 2, 3, 4);
    file.write(0, source);
    source[0] = 9;
    const copy = file.read(0, 4);
    copy[1] = 9;
    expect([...file.read(0, 100)]).toEqual([1, 2, 3, 4]);
    expect([...file.read(2, 100)]).toEqual([3, 4]);
    expect([...file.read(4, 1), ...file.read(100, 1)]).toEqual([]);
  });

  test('keeps only what was written: a hole costs nothing', () => {
    const file = new FileContent();
    const far = 2 ** 45;
    file.write(far, Uint8Array.of(7));
    expect(file.size).toBe(far + 1);
    expect([...file.read(far - 2, 10)]).toEqual([0, 0, 7]);
    file.truncate(far + 5);
    file.truncate(0);
    file.truncate(far);
    expect([...file.read(far - 1, 10)]).toEqual([0]);
  });

  test('positions and sizes below zero are bugs', () => {
    const file = new FileContent();
    expect(() => file.write(-1, Uint8Array.of(1))).toThrow(AssertionError);
    expect(() => file.read(-1, 1)).toThrow(AssertionError);
    expect(() => file.truncate(-1)).toThrow(AssertionError);
  });
});

const ACCIDENTS = Array.from({ length: 60 }, (_, number) => number);

function bytesAfter(act: (file: FileContent) => void): ReadonlySet<string> {
  const left = new Set<string>();
  for (const number of ACCIDENTS) {
    const file = new FileContent();
    act(file);
    file.losePower(fate(number));
    left.add(file.read(0, 8).join(''));
  }
  return left;
}

describe('after a failed sync', () => {
  const failing = (file: FileContent, number: number) => {
    file.write(0, Uint8Array.of(1, 1));
    file.completeSync(file.beginSync(), 0);
    file.write(0, Uint8Array.of(2, 2));
    file.failSync(file.beginSync(), fate(number));
  };

  test('the next sync succeeds and makes nothing durable that the failed one left out', () => {
    const left = new Set<string>();
    for (const number of ACCIDENTS) {
      const file = new FileContent();
      failing(file, number);
      expect([...file.read(0, 2)]).toEqual([2, 2]);
      file.completeSync(file.beginSync(), 0);
      file.losePower(fate(number + 1000));
      left.add(file.read(0, 2).join(''));
    }
    expect([...left].sort()).toEqual(['11', '21', '22']);
  });

  test('a page that is written again is synced as a whole', () => {
    for (const number of ACCIDENTS) {
      const file = new FileContent();
      failing(file, number);
      file.write(100, Uint8Array.of(3));
      file.completeSync(file.beginSync(), 0);
      file.losePower(fate(number + 1000));
      expect([...file.read(0, 2)]).toEqual([2, 2]);
    }
  });
});

describe('a cut that was not synced', () => {
  const left = bytesAfter((file) => {
    file.write(0, Uint8Array.of(1, 1, 1, 1));
    file.completeSync(file.beginSync(), 0);
    file.truncate(0);
    file.write(0, Uint8Array.of(2, 2));
  });

  test('takes what was written behind it along when it is lost', () => {
    expect(left).toContain('1111');
    for (const bytes of left) expect(bytes.includes('1') && bytes.includes('2')).toBe(false);
  });

  test('leaves nothing, something or all of that when it is kept', () => {
    expect([...left]).toEqual(expect.arrayContaining(['', '22', '00']));
  });
});
