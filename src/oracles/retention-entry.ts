// What a history says of retention: segments of a broker's log that were given up, and what its queues offer since.

/** From now on nobody finds the records of the segment. */
export interface SegmentRemoved {
  readonly kind: 'segment-removed';
  readonly startPosition: number;
  readonly endPosition: number;
  /** By its age; otherwise because the disk was full. */
  readonly hasExpired: boolean;
  readonly usedPerCent: number;
}

/** After retention or a recovery, readers of the queue get these offsets. */
export interface QueueBounds {
  readonly kind: 'queue-bounds';
  readonly topic: string;
  readonly queueId: number;
  readonly minOffset: number;
  readonly maxOffset: number;
}

export type RetentionEntry = SegmentRemoved | QueueBounds;
