// What must be true of a store folder at rest: records tile the log, offsets are dense, and queues are a pure function of the log
// (facts 9.2: L1, L2, L3).

import { decodeText } from '../../../base/bytes.ts';
import type { DiskImage } from '../../../environment/disk.ts';
import { javaHash } from '../../message/java-hash.ts';
import type { StoredMessage } from '../../message/message.ts';
import { isQueued } from '../../message/system-flag.ts';
import { scanCommitLog } from '../commit-log-image.ts';
import { readConsumeQueues } from './consume-queue-image.ts';

/** What is wrong, in words; empty when nothing is. */
export function checkFolder(image: DiskImage): readonly string[] {
  const { messages, stoppedBy } = scanCommitLog(image);
  const wrong: string[] = stoppedBy.kind === 'end' ? [] : [`the log ends with ${stoppedBy.reason}`];
  const expected = new Map<string, string[]>();
  let previousEnd = 0;
  for (const message of messages) {
    if (message.position < previousEnd) wrong.push(`record at ${message.position} says an earlier position`);
    previousEnd = message.position + message.recordSize;
    if (!isQueued(message.systemFlag)) continue;
    const key = `${message.topic}/${message.queueId}`;
    const units = expected.get(key) ?? [];
    if (message.queueOffset !== units.length) {
      wrong.push(`${key}: offset ${message.queueOffset} where ${units.length} is due`);
    }
    expected.set(key, [...units, `${message.position} ${message.recordSize} ${tagsCode(message)}`]);
  }
  for (const { topic, queueId, firstOffset, units } of readConsumeQueues(image)) {
    const key = `${topic}/${queueId}`;
    const found = units.map((unit) =>
      unit === undefined ? 'blank' : `${unit.position} ${unit.recordSize} ${unit.tagsCode}`,
    );
    const due = expected.get(key) ?? [];
    expected.delete(key);
    if (firstOffset !== 0 && units.length > 0) wrong.push(`${key} starts at ${firstOffset}`);
    if (found.join() !== due.join()) wrong.push(`${key}: units ${found.join()} instead of ${due.join()}`);
  }
  for (const [key, units] of expected) if (units.length > 0) wrong.push(`${key} has no units`);
  return wrong;
}

export function bodiesOf(image: DiskImage): readonly string[] {
  return scanCommitLog(image).messages.map((message) => decodeText(message.body));
}

function tagsCode(message: StoredMessage): number {
  return javaHash(message.properties.get('TAGS') ?? '');
}
