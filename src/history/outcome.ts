// How an operation ended, as its caller can know it. A time-out is unknown: it may have taken effect, now or later.

export type Outcome = 'acknowledged' | 'rejected' | 'unknown';
