// What can be wrong with a store folder (facts 9.2: L1 to L3, L9, L11), as data and in words.

import type { LogPosition, QueueOffset } from '../../base/numbers.ts';
import type { ConsumeQueueUnit } from './consume-queue-unit.ts';

interface InQueue {
  readonly topic: string;
  readonly queueId: number;
  readonly queueOffset: QueueOffset;
}

export type Inconsistency =
  /** A segment of the log or of a queue has another size than the first one. */
  | {
      readonly kind: 'segment-size';
      readonly path: string;
      readonly sizeBytes: number;
      readonly dueBytes: number;
      /** Of its log or queue. */
      readonly isLast: boolean;
    }
  /** It does not start where the one before it ends. */
  | {
      readonly kind: 'segment-misplaced';
      readonly path: string;
      readonly start: number;
      readonly dueStart: number;
    }
  /** Not a record, not the end. */
  | { readonly kind: 'log-corrupt'; readonly position: LogPosition; readonly reason: string }
  /** Nothing at the position, but something in a later segment. */
  | { readonly kind: 'log-hole'; readonly position: LogPosition; readonly resumesAt: LogPosition }
  /** The blank record that ends a segment gives a wrong size of the rest. */
  | {
      readonly kind: 'blank-size';
      readonly position: LogPosition;
      readonly saidBytes: number;
      readonly dueBytes: number;
    }
  /** A record says that it lies elsewhere. */
  | {
      readonly kind: 'record-misplaced';
      readonly position: LogPosition;
      readonly saidPosition: LogPosition;
    }
  /** The offset of a record is not the one after its predecessor's in the queue. */
  | ({
      readonly kind: 'offset-not-dense';
      readonly position: LogPosition;
      readonly dueOffset: QueueOffset;
    } & InQueue)
  /** The queue has nothing at the offset of a record. */
  | ({ readonly kind: 'unit-missing'; readonly position: LogPosition } & InQueue)
  /** What the queue has there belongs to something else. */
  | ({
      readonly kind: 'unit-differs';
      readonly position: LogPosition;
      readonly unit: ConsumeQueueUnit;
      readonly dueUnit: ConsumeQueueUnit;
    } & InQueue)
  /** No record of the log is at this offset of the queue. */
  | ({ readonly kind: 'unit-stray'; readonly unit: ConsumeQueueUnit } & InQueue);

/** Where in the commit log the trouble is; undefined when it is about a file as a whole. */
export function positionOf(inconsistency: Inconsistency): LogPosition | undefined {
  switch (inconsistency.kind) {
    case 'segment-size':
    case 'segment-misplaced':
      return undefined;
    case 'unit-stray':
      return inconsistency.unit.position;
    default:
      return inconsistency.position;
  }
}

export function describeInconsistency(wrong: Inconsistency): string {
  switch (wrong.kind) {
    case 'segment-size':
      return `${wrong.path} has ${wrong.sizeBytes} bytes where segments have ${wrong.dueBytes}`;
    case 'segment-misplaced':
      return `${wrong.path} starts at ${wrong.start} where ${wrong.dueStart} is due`;
    case 'log-corrupt':
      return `the log at position ${wrong.position} is not a record: ${wrong.reason}`;
    case 'log-hole':
      return `the log ends at position ${wrong.position} and goes on at ${wrong.resumesAt}`;
    case 'blank-size':
      return `the blank record at position ${wrong.position} says ${wrong.saidBytes} bytes where ${wrong.dueBytes} are left`;
    case 'record-misplaced':
      return `the record at position ${wrong.position} says that it is at ${wrong.saidPosition}`;
    case 'offset-not-dense':
      return `${place(wrong)} where offset ${wrong.dueOffset} is due (record at position ${wrong.position})`;
    case 'unit-missing':
      return `${place(wrong)} is not in the consume queue (record at position ${wrong.position})`;
    case 'unit-differs':
      return `${place(wrong)}: the consume queue has ${unitText(wrong.unit)} where ${unitText(wrong.dueUnit)} is due`;
    case 'unit-stray':
      return `${place(wrong)}: the consume queue has ${unitText(wrong.unit)} where the log has no message`;
  }
}

function place({ topic, queueId, queueOffset }: InQueue): string {
  return `${topic}/${queueId} offset ${queueOffset}`;
}

function unitText({ position, recordSize, tagsCode }: ConsumeQueueUnit): string {
  return `(position ${position}, ${recordSize} bytes, tags code ${tagsCode})`;
}
