// The host's clocks.

import type { Clock } from '../environment/clock.ts';

const US_PER_SECOND = 1_000_000;
const NS_PER_US = 1000;

export const nodeClock: Clock = {
  wallMs(): number {
    return Date.now();
  },
  monotonicUs(): number {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * US_PER_SECOND + Math.floor(nanoseconds / NS_PER_US);
  },
};
