import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runTo, startMachine } from '../../../tests/simulated-world.ts';
import { concatBytes, writeInt32 } from '../../base/bytes.ts';
import { fragment } from '../../simulator/network/stream-rules.ts';
import { FrameSplitter, MAX_FRAME_BYTES } from './frame-splitter.ts';
import { RemotingClient } from './remoting-client.ts';
import { client, ECHO, kindOf, served, UNKNOWN } from './testing/text-server.ts';

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

describe('over a network that cuts anywhere', () => {
  for (const maximumBytes of [1, 2, 5, 40]) {
    test(`in pieces of at most ${maximumBytes} bytes, calls are answered as ever, in either encoding`, async () => {
      const setting = served();
      setting.world.fabric.addRule(fragment(maximumBytes));
      const body = Uint8Array.from({ length: 300 }, (_, index) => index & 0xff);
      const answers: unknown[] = [];
      for (const encoding of ['json', 'binary'] as const) {
        startMachine(setting.world, encoding, async (environment) => {
          await environment.timers.sleep(10, 'until the server listens');
          const remoting = new RemotingClient(environment, { encoding });
          const calls = ['a', 'héllo', 'x'.repeat(200)].map((text) =>
            remoting.call(setting.address, ECHO, { text }, { timeoutMs: 5000, body }),
          );
          for (const { header, body: echoed } of await Promise.all(calls)) answers.push(header, echoed);
        });
      }
      await runTo(setting.world, 60_000);
      const expected = ['a!', 'héllo!', `${'x'.repeat(200)}!`].flatMap((text) => [{ text }, body]);
      expect(answers).toEqual([...expected, ...expected]);
      expect(setting.closed).toEqual([]);
    });
  }

  test('an unknown request is refused as ever', async () => {
    const setting = served();
    setting.world.fabric.addRule(fragment(1));
    const codes: unknown[] = [];
    client(setting, async (remoting) => {
      const answer = await remoting.call(setting.address, UNKNOWN, { text: 'x' }, { timeoutMs: 1000 });
      codes.push(
        answer.code,
        await kindOf(remoting.call(setting.address, ECHO, { text: 'x' }, { timeoutMs: 1000 })),
      );
    });
    await runTo(setting.world, 60_000);
    expect(codes).toEqual([3, 'answered']);
  });
});
