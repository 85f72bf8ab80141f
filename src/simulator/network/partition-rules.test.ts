import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../../tests/simulated-world.ts';
import { bridge, isolate, namedPartition, ring } from './partition-rules.ts';
import type { PacketRule } from './rule.ts';

/** Who hears whom, one text of hearers per speaker: under the rule, and after it was removed. */
async function heardUnder(
  machines: number,
  rule: PacketRule,
): Promise<{ during: string[]; after: string[] }> {
  const world = simulatedWorld();
  const during = Array.from({ length: machines }, () => new Set<number>());
  const after = Array.from({ length: machines }, () => new Set<number>());
  const hosts: string[] = [];
  for (let index = 0; index < machines; index += 1) {
    const machine = startMachine(world, `machine ${index}`, async ({ network, timers }) => {
      const socket = await network.bindDatagrams(7, ([speaker]) => {
        (world.nowMs < 1000 ? during : after)[speaker as number]?.add(index);
      });
      timers.every(10, 500, 'speak', () => {
        for (const host of hosts) socket.send(`${host}:7`, Uint8Array.of(index));
      });
    });
    hosts.push(machine.host);
  }
  const remove = world.fabric.addRule(rule);
  world.at(1000, { purpose: 'heal', ordinal: 0 }, remove);
  await runTo(world, 2000);
  const texts = (heard: readonly Set<number>[]) =>
    heard.map((hearers) => [...hearers].toSorted((left, right) => left - right).join(''));
  return { during: texts(during), after: texts(after) };
}

const everybody = (machines: number) => {
  const all = Array.from({ length: machines }, (_, index) => index).join('');
  return Array.from({ length: machines }, () => all);
};

describe('of several machines', () => {
  test('an isolated one hears and reaches itself only', async () => {
    const { during, after } = await heardUnder(4, isolate(2));
    expect(during).toEqual(['013', '013', '2', '013']);
    expect(after).toEqual(everybody(4));
  });

  test('two groups with a bridge between them hear each other only through it', async () => {
    const { during, after } = await heardUnder(5, bridge(new Set([0, 1]), new Set([3, 4]), 2));
    expect(during).toEqual(['012', '012', '01234', '234', '234']);
    expect(after).toEqual(everybody(5));
  });

  test('a bridge may belong to a group', async () => {
    const { during } = await heardUnder(4, bridge(new Set([0, 1]), new Set([2, 3]), 1));
    expect(during).toEqual(['01', '0123', '123', '123']);
  });

  test('a ring leaves everybody the neighbours', async () => {
    const { during, after } = await heardUnder(5, ring([0, 1, 2, 3, 4]));
    expect(during).toEqual(['014', '012', '123', '234', '034']);
    expect(after).toEqual(everybody(5));
  });

  test('a ring is in the order that is given, reaches as far as it says, and leaves the others alone', async () => {
    expect((await heardUnder(5, ring([0, 2, 4, 3]))).during).toEqual([
      '0123',
      '01234',
      '0124',
      '0134',
      '1234',
    ]);
    expect((await heardUnder(5, ring([0, 1, 2, 3, 4], 2))).during).toEqual(everybody(5));
  });

  test('those with different names do not hear each other; those without a name hear all', async () => {
    const names = new Map([
      [0, 'east'],
      [1, 'west'],
      [2, 'east'],
      [3, 'north'],
    ]);
    const { during, after } = await heardUnder(5, namedPartition(names));
    expect(during).toEqual(['024', '14', '024', '34', '01234']);
    expect(after).toEqual(everybody(5));
  });
});
