// Marks that batches of a scenario must reach: with every design, or with those that can get there at all.

import { copiesWaitedFor, type Design, type DesignOptions } from './design.ts';

export type ExpectedMark = string | ConditionalMark;

export interface ConditionalMark {
  readonly mark: string;
  /** Whether a run of a design with these options can reach it. */
  appliesTo(options: DesignOptions): boolean;
}

/** It speaks of what a send waits for. */
export function whereCopiesAreWaitedFor(mark: string): ConditionalMark {
  return { mark, appliesTo: (options) => copiesWaitedFor(options) > 1 };
}

/** What a batch with this design must reach. */
export function marksFor(
  reach: readonly ExpectedMark[],
  { options }: Pick<Design, 'options'>,
): readonly string[] {
  return reach.filter((mark) => typeof mark === 'string' || mark.appliesTo(options)).map(nameOf);
}

/** Of whatever design. */
export function markNames(reach: readonly ExpectedMark[]): readonly string[] {
  return reach.map(nameOf);
}

function nameOf(mark: ExpectedMark): string {
  return typeof mark === 'string' ? mark : mark.mark;
}
