// Branded numbers: the three things that RocketMQ calls "offset" cannot be mixed up, and cost nothing at run time.

/** Bytes from the start of the commit log. */
export type LogPosition = number & { readonly brand: 'LogPosition' };

/** Index of a message in one queue. */
export type QueueOffset = number & { readonly brand: 'QueueOffset' };

export function logPosition(value: number): LogPosition {
  return value as LogPosition;
}

export function queueOffset(value: number): QueueOffset {
  return value as QueueOffset;
}
