// Whether the handler of a message has run for too long, so that the message is given back (ProcessQueue.java `cleanExpiredMsg`). Pure.

/** `startedAtMs`: when the handler was called; undefined while the message waits for its turn. */
export type HasTimedOut = (startedAtMs: number | undefined, nowMs: number, timeoutMs: number) => boolean;

export const hasTimedOut: HasTimedOut = (startedAtMs, nowMs, timeoutMs) =>
  startedAtMs !== undefined && nowMs - startedAtMs > timeoutMs;
