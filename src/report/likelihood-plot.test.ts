import { describe, expect, test } from 'vitest';
import type { CurvePoint } from '../explorer/likelihood/curve.ts';
import type { FaultBand } from '../explorer/likelihood/fault-bands.ts';
import { likelihoodPlot, type Picture } from './likelihood-plot.ts';
import { PLAIN } from './style.ts';

const SECOND_US = 1_000_000;

function point(atSeconds: number, same: number): CurvePoint {
  return { atUs: atSeconds * SECOND_US, runs: 40, same, any: same };
}

function band(slot: number, text: string, fromSeconds: number, toSeconds: number): FaultBand {
  return { slot, text, fromUs: fromSeconds * SECOND_US, toUs: toSeconds * SECOND_US };
}

function plot(picture: Partial<Picture>): string {
  const nothing = { points: [], jumps: [], faults: [], width: 80 };
  return `\n${likelihoodPlot({ ...nothing, ...picture }, PLAIN)}\n`;
}

describe('the picture of a likelihood', () => {
  test('shows curve, jumps and faults on one axis, and little of what is calm', () => {
    const points = [point(0, 4), point(5, 8), point(8, 6), point(8.002, 36), point(10, 40), point(300, 40)];
    const jumps = [
      { fromUs: 8 * SECOND_US, toUs: 8.002 * SECOND_US, before: 0.15, after: 0.9 },
      { fromUs: 0, toUs: 5 * SECOND_US, before: 0.1, after: 0.2 },
    ];
    const faults = [
      band(0, 'kill-process broker-0 for 900 ms', 1, 1.9),
      band(301, 'power-loss broker-1 for 4000 ms', 8.001, 12.001),
      band(7, 'jitter broker-2 for 20 ms', 299, 300),
    ];
    expect(plot({ points, jumps, faults })).toMatchInlineSnapshot(`
      "
      100 %┤                                                ▂▂▃▃▄▄▅▅▆▇▇██████████████
           │                                                █████████████████████████
           │                                                █████████████████████████
           │                                                █████████████████████████
       50 %┤                                                █████████████████████████
           │                                                █████████████████████████
           │         ▁▁▁▁▁▂▂▂▂▂▃▃▃▃▃▄▄▄▄▅▅▅▅▄▄▄▄▄▃▃▃▃▃▃▂▂▂▂▂█████████████████████████
           │▇▇▇▇▇████████████████████████████████████████████████████████████████████
        0 %└┬─────────────────────────────┬─────────────────────────────┬────────────
            0 s                           5 s                           10 s
                                          ▲2                ▲1
                  ━━━━━━ kill-process broker-0 for 900 ms
                            power-loss broker-1 for 4000 ms ━━━━━━━━━━━━━━━━━━━━━━━━━
            and 1 other fault
      "
    `);
  });

  test('of many faults it shows those that were at work at a jump', () => {
    const faults = Array.from({ length: 12 }, (_, slot) => band(slot, `fault ${slot}`, slot, slot + 0.5));
    const jumps = [{ fromUs: 11.1 * SECOND_US, toUs: 11.2 * SECOND_US, before: 0, after: 1 }];
    const text = plot({
      points: [point(0, 0), point(11.1, 0), point(11.2, 40), point(13, 40)],
      jumps,
      faults,
    });
    expect(text).toContain('fault 0\n');
    expect(text).not.toContain('fault 8');
    expect(text).toContain('fault 11');
    expect(text).toContain('and 4 other faults');
  });

  test('fits the terminal, whatever is written in it', () => {
    for (const width of [40, 80, 200]) {
      const faults = [band(0, 'x'.repeat(300), 1, 2), band(1, 'y'.repeat(300), 2, 9.9)];
      const lines = plot({ points: [point(0, 0), point(10, 40)], faults, width }).split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    }
  });

  test('of nothing it shows nothing', () => {
    expect(plot({})).not.toMatch(/[▁▂▃▄▅▆▇█]/);
  });
});
