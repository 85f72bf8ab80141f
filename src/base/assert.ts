// Assertions for stateful code. A failed assertion is a bug of ours, never an operating error, and ends the run.

export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** `value` is written behind the message on failure only: hot code must not build a text that nobody reads. */
export function assert(condition: boolean, message: string, value?: unknown): asserts condition {
  if (!condition) throw new AssertionError(value === undefined ? message : `${message}: ${String(value)}`);
}

/** The value, which must be there. */
export function present<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new AssertionError(`missing: ${what}`);
  return value;
}

/** Closes a switch over a union: the compiler rejects a forgotten member. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${JSON.stringify(value)}`);
}
