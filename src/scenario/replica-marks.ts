// Situations of masters and slaves that a batch of runs should have met.

import { READ_FROM_SLAVE } from '../messaging/broker/pull-handler.ts';

export const REPLICA_MARKS = {
  beganAtLastSegment: 'a slave began at the last segment of its master',
  timedOut: 'a put timed out waiting for a slave',
  caughtUp: 'a slave caught up after a restart',
  inPieces: 'a slave read a record in two pieces',
  silence: 'a slave or its master gave the other up in silence',
  promoted: 'a slave took the place of its master',
  newMasterStored: 'a slave that had become the master stored messages',
  begunAnew: 'a broker that had lost all its copies stored messages again',
  cut: 'a slave cut its log where it was not its master’s any more',
  readFromSlave: READ_FROM_SLAVE,
} as const;
