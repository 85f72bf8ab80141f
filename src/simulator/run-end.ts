// Why the event loop stopped.

export type Bound = 'events' | 'virtual-time' | 'pending-events';

export type RunEnd =
  /** Virtual time reached the asked moment. */
  | { readonly kind: 'until' }
  /** Somebody called halt: a judge that has seen enough. */
  | { readonly kind: 'halted' }
  /** Nothing will ever happen again. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'bound'; readonly bound: Bound; readonly limit: number }
  /** An event's code threw, or a promise was rejected and nobody handled it. */
  | { readonly kind: 'crashed'; readonly machine: string; readonly stack: string };

export function describeError(error: unknown): string {
  if (error instanceof Error) return error.stack ?? `${error.name}: ${error.message}`;
  return `thrown value: ${String(error)}`;
}
