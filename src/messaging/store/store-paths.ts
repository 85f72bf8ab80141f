// Where things lie in a store folder (facts 2.1).

const SEGMENT_NAME_DIGITS = 20;
const SEGMENT_NAME = /^\d{20}$/;

export function commitLogDirectory(root: string): string {
  return `${root}/commitlog`;
}

export function consumeQueuesDirectory(root: string): string {
  return `${root}/consumequeue`;
}

export function consumeQueueDirectory(root: string, topic: string, queueId: number): string {
  return `${root}/consumequeue/${topic}/${queueId}`;
}

export function indexDirectory(root: string): string {
  return `${root}/index`;
}

export function checkpointPath(root: string): string {
  return `${root}/checkpoint`;
}

export function abortMarkerPath(root: string): string {
  return `${root}/abort`;
}

/** A segment is named after the position of its first byte. */
export function segmentName(start: number): string {
  return start.toString().padStart(SEGMENT_NAME_DIGITS, '0');
}

export function segmentStart(name: string): number | undefined {
  if (!SEGMENT_NAME.test(name)) return undefined;
  const start = Number(name);
  return Number.isSafeInteger(start) ? start : undefined;
}

const QUEUE_ID = /^(?:0|[1-9]\d{0,9})$/;

/** A queue's directory is named after its id. */
export function queueIdOfName(name: string): number | undefined {
  return QUEUE_ID.test(name) ? Number(name) : undefined;
}
