// RocketMQ 5.3 with its own defaults: asynchronous flush, no checksum over whole records, configuration files copied to `.bak` and overwritten
// in place, and queues that begin again at 0 when recovery has emptied them. So a power loss may take what was acknowledged, and a
// configuration file with it (apache/rocketmq#9705); then an operator discards what cannot be read, and only safety is owed.
// Not as in the original yet: it syncs neither what recovery kept nor the marker of an unclean end.

import { queueOffset } from '../src/base/numbers.ts';
import type { EmptiedQueueBounds } from '../src/messaging/store/emptied-queue.ts';
import type { Violation } from '../src/oracles/oracle.ts';
import type { Design } from '../src/scenario/design.ts';
import { unflushedRetries } from '../src/scenario/unflushed-retries.ts';

/** MappedFileQueue.java `getMaxOffset`. */
const startOver: EmptiedQueueBounds = () => ({ minOffset: queueOffset(0), maxOffset: queueOffset(0) });

/** What is lost of a head reads as zeros: such a record takes the place of the first one of queue 0. */
const FIRST_ENTRY_TAKEN = / queue 0 offset 0 at position (\d+) has the entry \(position (\d+), /;

function isFirstEntryTaken({ fingerprint, message }: Violation): boolean {
  if (fingerprint !== 'queue-follows-log: another entry after a recovery') return false;
  const [, ownPosition, otherPosition] = FIRST_ENTRY_TAKEN.exec(message) ?? [];
  return Number(ownPosition) < Number(otherPosition);
}

export const rocketmq53: Design = {
  name: 'rocketmq-5.3',
  doc: "RocketMQ 5.3's defaults: asynchronous flush, and configuration files that a power loss can damage; then only safety is owed.",
  options: { flush: 'asynchronous', recordCrc: false, configFiles: 'overwritten' },
  parts: { store: { emptiedQueueBounds: startOver } },
  limits: [
    unflushedRetries,
    {
      name: 'records-without-checksum',
      doc: 'Recovery keeps a record of which a power loss took parts of the head or the properties: only bodies have a checksum.',
      source: 'https://github.com/apache/rocketmq/issues/7437',
      excuses: (violation) =>
        violation.fingerprint === 'queue-follows-log: record-misplaced at rest' ||
        violation.fingerprint === 'loss-is-a-suffix: another record is there' ||
        (violation.oracle === 'no-phantom' && violation.message.includes(' of key nameless ')) ||
        isFirstEntryTaken(violation),
    },
  ],
};
