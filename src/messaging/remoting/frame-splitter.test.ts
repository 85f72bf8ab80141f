import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, writeInt32 } from '../../base/bytes.ts';
import { FrameSplitter, MAX_FRAME_BYTES } from './frame-splitter.ts';

function framed(content: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + content.length);
  writeInt32(frame, 0, content.length);
  frame.set(content, 4);
  return frame;
}

function cut(stream: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...new Set(cuts.map((at) => at % (stream.length + 1)))].sort((left, right) => left - right);
  return [...ends, stream.length].map((end, index) => stream.slice(ends[index - 1] ?? 0, end));
}

/** All frames of the fragments, and whether the stream was given up. */
function split(fragments: readonly Uint8Array[]): { frames: Uint8Array[]; isMalformed: boolean } {
  const splitter = new FrameSplitter();
  const frames: Uint8Array[] = [];
  for (const fragment of fragments) {
    splitter.push(fragment);
    for (let step = splitter.next(); step.kind !== 'incomplete'; step = splitter.next()) {
      if (step.kind === 'malformed') return { frames, isMalformed: true };
      frames.push(step.frame.slice());
    }
  }
  return { frames, isMalformed: false };
}

const contents = fc.array(fc.uint8Array({ minLength: 4, maxLength: 3000, size: 'max' }), { maxLength: 5 });

describe('a stream of frames', () => {
  test('gives the same frames whatever its fragments', () => {
    fc.assert(
      fc.property(contents, fc.array(fc.nat(20_000), { maxLength: 40 }), (frames, cuts) => {
        expect(split(cut(concatBytes(frames.map(framed)), cuts))).toEqual({ frames, isMalformed: false });
      }),
    );
  });

  test('gives the same frames byte by byte', () => {
    fc.assert(
      fc.property(contents, (frames) => {
        const stream = concatBytes(frames.map(framed));
        expect(split(Array.from(stream, (_, at) => stream.slice(at, at + 1))).frames).toEqual(frames);
      }),
      { numRuns: 10 },
    );
  });

  test('random bytes end or wait, and what follows a malformed length is not read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 30 }), { maxLength: 10 }),
        (fragments) => {
          const whole = split([concatBytes(fragments)]);
          expect(split(fragments)).toEqual(whole);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('lengths', () => {
  const lengthOnly = (length: number) => {
    const bytes = new Uint8Array(4);
    writeInt32(bytes, 0, length);
    return bytes;
  };

  test('the longest frame is taken, a longer, negative or headless one is not', () => {
    const longest = framed(new Uint8Array(MAX_FRAME_BYTES - 4));
    expect(split([longest]).frames).toHaveLength(1);
    for (const length of [MAX_FRAME_BYTES - 3, -1, -2147483648, 0, 3]) {
      expect(split([lengthOnly(length)]), `${length}`).toEqual({ frames: [], isMalformed: true });
      expect(split([...lengthOnly(length)].map((byte) => Uint8Array.of(byte))).isMalformed).toBe(true);
    }
  });

  test('a long frame in many small fragments is not copied over and over', () => {
    const stream = framed(new Uint8Array(8 * 1024 * 1024).fill(7));
    const splitter = new FrameSplitter();
    let found = 0;
    for (let at = 0; at < stream.length; at += 64) {
      splitter.push(stream.subarray(at, at + 64));
      if (splitter.next().kind === 'frame') found += 1;
    }
    expect(found).toBe(1);
  }, 2000);
});
