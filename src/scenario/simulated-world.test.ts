import { describe, expect, test } from 'vitest';
import { tinyScenario } from '../explorer/testing/tiny-host.ts';
import { MicrotaskPump } from '../nodejs/microtask-pump.ts';
import { rootIdentity } from '../simulator/identity.ts';
import type { Conditions } from './conditions.ts';
import { drawPlan } from './draw-plan.ts';
import { simulatedWorld } from './simulated-world.ts';

const PLAIN = { jitterMaximumUs: 0, pieceMaximumBytes: 0, bytesPerSecond: 0 } as const;
const LATENCY = { latencyMinimumUs: 50, latencyMeanUs: 50, latencyMaximumUs: 50, pairLatencyUs: 0 } as const;

/** What becomes of ten packets of a kilobyte that one machine sends to another at once. */
function passages(conditions: Partial<Conditions>) {
  const plan = drawPlan(tinyScenario(), 'S:1', 'swarm');
  const { fabric } = simulatedWorld({
    plan: {
      ...plan,
      conditions: { ...plan.conditions, ...LATENCY, lossPerMillion: 0, ...PLAIN, ...conditions },
    },
    host: new MicrotaskPump(),
    traceWindow: undefined,
    eventLimit: undefined,
  });
  fabric.nameMachine(0, 'here');
  fabric.nameMachine(1, 'there');
  const packet = { kind: 'data', source: 0, destination: 1, size: 1000, towardsServer: true } as const;
  return Array.from({ length: 10 }, (_, ordinal) => {
    const passage = fabric.judge(packet, rootIdentity('packet', ordinal));
    return passage.kind === 'arrives' ? passage : { afterUs: 0, cutBytes: 0 };
  });
}

describe('the network of a plan', () => {
  test('treats packets alike where the conditions ask for nothing', () => {
    expect(new Set(passages({}).map(({ afterUs, cutBytes }) => `${afterUs} ${cutBytes}`))).toEqual(
      new Set(['50 0']),
    );
  });

  test('has jitter', () => {
    const delays = passages({ jitterMaximumUs: 1000 }).map(({ afterUs }) => afterUs);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(50);
    expect(Math.max(...delays)).toBeLessThanOrEqual(1050);
    expect(new Set(delays).size).toBeGreaterThan(5);
  });

  test('cuts streams into pieces', () => {
    const cuts = passages({ pieceMaximumBytes: 300 }).map(({ cutBytes }) => cutBytes);
    expect(cuts.every((bytes) => bytes >= 1 && bytes <= 300)).toBe(true);
  });

  test('carries so many bytes a second', () => {
    const delays = passages({ bytesPerSecond: 125_000 }).map(({ afterUs }) => afterUs);
    // A kilobyte and its headers take 8528 µs, and wait for those before them.
    expect(delays).toEqual(Array.from({ length: 10 }, (_, place) => 50 + (place + 1) * 8528));
  });
});
