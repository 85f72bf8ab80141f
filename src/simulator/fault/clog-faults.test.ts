import { expect, test } from 'vitest';
import type { Fault } from './fault.ts';
import { probe } from './testing/probe-world.ts';

const BEGIN_MS = 1000;
const STEP_MS = 400;
const SERVERS = ['server-0', 'server-1', 'server-2'];

const without = (all: readonly string[], some: readonly string[]) =>
  all.filter((server) => !some.includes(server));

test('a swizzle holds one after the other, lets go one after the other, and breaks nothing', async () => {
  const fault: Fault = { kind: 'swizzle', groupBits: 7, atMs: 0, durationMs: 6 * STEP_MS };
  const orders = new Set<string>();
  for (const seed of ['1', '2', '3']) {
    const { world } = await probe([fault], seed);
    const { journal } = world;
    const heard = [0, 1, 2, 3, 4, 5].map((step) => {
      const startMs = BEGIN_MS + step * STEP_MS;
      // What was on its way when a step began has arrived a little later.
      const window = journal.window(startMs + 50, startMs + STEP_MS);
      return SERVERS.filter((server) => window.count(`answer us of ${server}`) > 0);
    });
    expect(heard.map(({ length }) => length)).toEqual([2, 1, 0, 0, 1, 2]);
    const [afterFirst, last, , , firstBack, twoBack] = heard as [
      string[],
      string[],
      [],
      [],
      string[],
      string[],
    ];
    const clogged = [...without(SERVERS, afterFirst), ...without(afterFirst, last), ...last];
    const released = [...firstBack, ...without(twoBack, firstBack), ...without(SERVERS, twoBack)];
    expect([clogged.toSorted(), released.toSorted()]).toEqual([SERVERS, SERVERS]);
    expect(released).not.toEqual(clogged);
    expect(journal.window(0, BEGIN_MS + 6 * STEP_MS).count('stream reset')).toBe(0);
    orders.add([...clogged, ...released].join(' '));
  }
  expect(orders.size).toBeGreaterThan(1);
});

test('a clogged machine still hears itself, and the others hear each other', async () => {
  const alone = { kind: 'clog', role: 'server', index: 0, direction: 'incoming' } as const;
  const everybody: Fault = { ...alone, otherRole: 'any', atMs: 0, durationMs: 2500 };
  const seen = await probe([everybody]);
  expect([seen.episodes, seen.during.count('answer us of server-0') < 10]).toEqual([1, true]);
  expect(seen.during.count('answer us of server-1')).toBeGreaterThan(100);
});
