import { describe, expect, test } from 'vitest';
import { Draws } from '../draws.ts';
import { childHigh, childLow } from '../identity.ts';
import { Fabric, type Passage } from './fabric.ts';
import { DEFAULT_NETWORK, type NetworkOptions } from './network-options.ts';
import type { Packet, PacketKind } from './packet.ts';
import {
  DROP,
  HOLD,
  loseReplies,
  oneWayPartition,
  type PacketRule,
  partition,
  RESET,
  slowPath,
} from './rule.ts';

const WORLD = { draws: new Draws('fabric'), nowUs: 0 };

function fabricWith(
  options: Partial<NetworkOptions> = {},
  names: readonly string[] = ['a', 'b', 'c'],
): Fabric {
  const fabric = new Fabric(WORLD, {
    ...DEFAULT_NETWORK,
    latency: { kind: 'constant', us: 100 },
    pairLatencyUs: 0,
    ...options,
  });
  for (const [index, name] of names.entries()) fabric.nameMachine(index, name);
  return fabric;
}

function packet(
  source: number,
  destination: number,
  kind: PacketKind = 'data',
  towardsServer = true,
): Packet {
  return { kind, source, destination, size: 10, towardsServer };
}

function judge(fabric: Fabric, what: Packet, ordinal = 0): Passage {
  return fabric.judge(what, { high: childHigh(1, 1, ordinal), low: childLow(1, 1, ordinal) });
}

const afterUs = (passage: Passage) => (passage.kind === 'arrives' ? passage.afterUs : passage.kind);

describe('a packet', () => {
  test('is lost as often as it says', () => {
    const fabric = fabricWith({ lossPerMillion: 100_000 });
    let lost = 0;
    for (let ordinal = 0; ordinal < 20_000; ordinal += 1) {
      if (judge(fabric, packet(0, 1), ordinal).kind === 'lost') lost += 1;
    }
    expect(Math.abs(lost - 2000)).toBeLessThan(180);
    expect(fabric.packets).toBe(20_000);
  });

  test('takes longer between some machines than between others, always, and per direction', () => {
    const fabric = fabricWith({ pairLatencyUs: 1000 });
    const pairs = [0, 1, 2].flatMap((source) =>
      [0, 1, 2].map((destination) => [source, destination] as const),
    );
    const times = pairs.map(([source, destination]) =>
      afterUs(judge(fabric, packet(source, destination), 1)),
    );
    const again = pairs.map(([source, destination]) =>
      afterUs(judge(fabric, packet(source, destination), 2)),
    );
    expect(again).toEqual(times);
    expect(new Set(times).size).toBe(9);
    for (const time of times) expect(Number(time) >= 100 && Number(time) <= 1100).toBe(true);
  });

  test('takes as long between two machines whatever else there is', () => {
    const among = fabricWith({ pairLatencyUs: 1000 });
    const without = fabricWith({ pairLatencyUs: 1000 }, ['b', 'c']);
    expect(judge(without, packet(0, 1))).toEqual(judge(among, packet(1, 2)));
    expect(judge(without, packet(1, 0))).toEqual(judge(among, packet(2, 1)));
  });
});

describe('rules', () => {
  test('add their delays; with none the packet passes', () => {
    const fabric = fabricWith();
    const silent: PacketRule = () => undefined;
    const late: PacketRule = () => ({ kind: 'delay', us: 50 });
    fabric.addRule(silent);
    const removeLate = fabric.addRule(late);
    fabric.addRule(() => ({ kind: 'delay', us: 7 }));
    expect(afterUs(judge(fabric, packet(0, 1)))).toBe(157);
    removeLate();
    removeLate();
    expect(afterUs(judge(fabric, packet(0, 1)))).toBe(107);
    fabric.clearRules();
    expect(afterUs(judge(fabric, packet(0, 1)))).toBe(100);
  });

  test('the first that takes the packet away decides, whatever delays it', () => {
    const fabric = fabricWith();
    const removers = [
      fabric.addRule(() => ({ kind: 'delay', us: 50 })),
      fabric.addRule(() => RESET),
      fabric.addRule(() => HOLD),
      fabric.addRule(() => DROP),
    ];
    const seen = [...removers, () => {}].map((remove) => {
      const outcome = judge(fabric, packet(0, 1)).kind;
      remove();
      return outcome;
    });
    expect(seen).toEqual(['reset', 'reset', 'held', 'lost', 'arrives']);
  });

  const passes = (rule: PacketRule, source: number, destination: number) =>
    rule(packet(source, destination), { high: 0, low: 0 }, WORLD) === undefined;

  test('a partition cuts both ways between two groups, and nothing else', () => {
    const rule = partition(new Set([0, 1]), new Set([2]));
    const cut = [0, 1, 2, 3].flatMap((source) =>
      [0, 1, 2, 3].flatMap((destination) =>
        passes(rule, source, destination) ? [] : [`${source}>${destination}`],
      ),
    );
    expect(cut).toEqual(['0>2', '1>2', '2>0', '2>1']);
  });

  test('a one-way partition leaves the way back', () => {
    const rule = oneWayPartition(new Set([0]), new Set([1]));
    expect([passes(rule, 0, 1), passes(rule, 1, 0)]).toEqual([false, true]);
    expect(rule(packet(0, 1), { high: 0, low: 0 }, WORLD)).toBe(DROP);
  });

  test('replies are lost as counted: data from that server to that client only', () => {
    const rule = loseReplies(1, 0, 2);
    const ask = (what: Packet) => rule(what, { high: 0, low: 0 }, WORLD);
    for (const other of [
      packet(0, 1, 'data', true),
      packet(2, 0, 'data', false),
      packet(1, 2, 'data', false),
      packet(1, 0, 'data', true),
      packet(1, 0, 'accepted', false),
      packet(1, 0, 'acknowledgement', false),
    ]) {
      expect(ask(other)).toBeUndefined();
    }
    const reply = packet(1, 0, 'data', false);
    expect([ask(reply), ask(reply), ask(reply)]).toEqual([RESET, RESET, undefined]);
  });

  test('a slow path is slow both ways', () => {
    const rule = slowPath(0, 1, 500);
    const fabric = fabricWith();
    fabric.addRule(rule);
    const times = [packet(0, 1), packet(1, 0), packet(0, 2)].map((what) => afterUs(judge(fabric, what)));
    expect(times).toEqual([600, 600, 100]);
  });

  test('a confirmation is lost where a rule drops it', () => {
    const fabric = fabricWith();
    const identity = { high: 0, low: 0 };
    fabric.addRule(oneWayPartition(new Set([1]), new Set([0])));
    expect(fabric.losesAcknowledgement(packet(0, 1), identity)).toBe(true);
    expect(fabric.losesAcknowledgement(packet(1, 0), identity)).toBe(false);
    fabric.clearRules();
    fabric.addRule(slowPath(0, 1, 500));
    expect(fabric.losesAcknowledgement(packet(0, 1), identity)).toBe(false);
  });
});
