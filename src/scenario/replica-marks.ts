// Situations of masters and slaves that a batch of runs should have met.

export const REPLICA_MARKS = {
  beganAtLastSegment: 'a slave began at the last segment of its master',
  timedOut: 'a put timed out waiting for a slave',
  caughtUp: 'a slave caught up after a restart',
  inPieces: 'a slave read a record in two pieces',
  silence: 'a slave or its master gave the other up in silence',
} as const;
