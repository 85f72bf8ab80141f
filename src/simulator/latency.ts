// How long something takes, as data. Drawn per identity, in integer microseconds.

import type { Draws, Purpose } from './draws.ts';

export type Latency =
  | { readonly kind: 'constant'; readonly us: number }
  | { readonly kind: 'uniform'; readonly minimumUs: number; readonly maximumUs: number }
  /** Minimum plus an exponential part with this mean, cut at the maximum: a long tail. */
  | {
      readonly kind: 'exponential';
      readonly minimumUs: number;
      readonly meanUs: number;
      readonly maximumUs: number;
    };

// Quantiles of the exponential distribution with mean 1, in thousandths, at i / 64. Integers, so that no engine's logarithm takes
// part in a decision. The last step is split again by `TAIL`.
const QUANTILES: readonly number[] = [
  0, 16, 32, 48, 65, 81, 98, 116, 134, 152, 170, 189, 208, 227, 247, 267, 288, 309, 330, 352, 375, 398, 421,
  445, 470, 495, 521, 548, 575, 604, 633, 662, 693, 725, 758, 792, 827, 863, 901, 940, 981, 1023, 1068, 1114,
  1163, 1214, 1269, 1326, 1386, 1451, 1520, 1594, 1674, 1761, 1856, 1962, 2079, 2213, 2367, 2549, 2773, 3060,
  3466, 4159,
];
const TAIL: readonly number[] = [4223, 4367, 4534, 4734, 4986, 5322, 5833, 6931];

function exponentialThousandths(draw: number): number {
  const step = (draw >>> 6) & 63;
  if (step < 63) {
    const low = QUANTILES[step] as number;
    const high = QUANTILES[step + 1] as number;
    return low + Math.floor(((high - low) * (draw & 63)) / 64);
  }
  return TAIL[draw & 7] as number;
}

export function drawLatencyUs(
  latency: Latency,
  draws: Draws,
  purpose: Purpose,
  identity: { readonly high: number; readonly low: number },
): number {
  switch (latency.kind) {
    case 'constant':
      return latency.us;
    case 'uniform': {
      const span = latency.maximumUs - latency.minimumUs + 1;
      return latency.minimumUs + draws.below(span, purpose, identity.high, identity.low);
    }
    case 'exponential': {
      const draw = draws.int32(purpose, identity.high, identity.low) & 4095;
      const part = Math.floor((latency.meanUs * exponentialThousandths(draw)) / 1000);
      return Math.min(latency.minimumUs + part, latency.maximumUs);
    }
  }
}
