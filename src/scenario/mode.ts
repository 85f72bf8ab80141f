// The modes of flush and replication that a cluster may run in, and how a design becomes the same design in another of them: its parts, its
// limits and all other options stay. What is promised follows from the options.

import type { Design, DesignOptions } from './design.ts';

export interface Mode {
  readonly flush: NonNullable<DesignOptions['flush']>;
  /** Double write: a send waits for as many copies as the base says; asynchronous: for its master's alone. */
  readonly copies: 'double write' | 'asynchronous';
}

/** The name says what is otherwise than in `base`, which has both: synchronous flush and double write. */
export function inMode(base: Design, name: string, { flush, copies }: Mode): Design {
  const role = copies === 'double write' ? 'SYNC_MASTER' : 'ASYNC_MASTER';
  const copied = copies === 'double write' ? 'double write' : 'asynchronous copies';
  return {
    ...base,
    name,
    doc: `The ${base.name} with ${flush} flush and ${copied}.`,
    options: { ...base.options, flush, replication: { ...base.options.replication, role } },
  };
}
