// Mends what the original only documents, and declares no limits: brokers measure leases by a clock that cannot jump, wait for the flush of
// what they store on their own account (failed messages that come back, delayed ones that are delivered, half messages that are put back,
// those that are committed or given up, and the records of it; facts 9.1 D11), for copies of what they deliver or put back, and publish the message
// of a transaction once, though its end may come twice. Readers see what is copied to slaves only, also after a restart: whoever takes the place of
// a master gives none of their offsets to another message.

import { logPosition } from '../src/base/numbers.ts';
import { waitsForStore } from '../src/messaging/message/properties.ts';
import { isShownAgain } from '../src/messaging/store/recovery-decision.ts';
import type { Design } from '../src/scenario/design.ts';

export const hardened: Design = {
  name: 'hardened',
  doc: 'The baseline without its documented weaknesses: leases by the monotonic clock; retries, delayed and half messages flushed before they count; transactions ended once.',
  options: {
    flush: 'synchronous',
    recordCrc: true,
    transactionEnds: 'once',
    slaveProgress: 'kept',
    readersSee: 'copied',
    replication: {
      role: 'SYNC_MASTER',
      inSyncReplicas: 2,
      newReplicaStart: 'minimum',
      shipped: 'flushed',
      aheadReplica: 'cut-off',
      pullsAtSlaveEnd: 'held',
      masterFence: 'name-servers',
    },
  },
  parts: {
    broker: {
      leaseClockMs: (clock) => Math.floor(clock.monotonicUs() / 1000),
    },
    store: {
      waitsForFlush: ({ waitsForStore: ofBroker, properties }, flush) =>
        flush === 'synchronous' && (ofBroker === false || waitsForStore(properties)),
      ownPutCounts: ({ copiedPosition }, end) => copiedPosition >= end,
      dispatchBound: ({ flushedPosition, copiedPosition }) =>
        logPosition(Math.min(flushedPosition, copiedPosition)),
      isShownByRecovery: isShownAgain,
      // Under asynchronous flush too: slaves get what is flushed, and who waits for them would wait for the thorough one otherwise.
      isWorthFlushing: () => true,
    },
  },
  limits: [],
};
