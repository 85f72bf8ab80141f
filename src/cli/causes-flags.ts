// Flags of `windtunnel replay` that ask for causes and exports.

import { InvalidArgumentError } from 'commander';

export interface CausesFlags {
  readonly why?: boolean;
  /** A file, or `-` for stdout. */
  readonly mermaid?: string;
  readonly export?: readonly ExportOrder[];
}

export interface ExportOrder {
  readonly format: ExportFormat;
  readonly file: string;
}

const EXPORT_FORMATS = ['perfetto', 'shiviz'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const STDOUT = '-';

/** Each use of the flag adds one. */
export function parseExport(text: string, before: readonly ExportOrder[] = []): readonly ExportOrder[] {
  const [, name, file] = /^([a-z]+)=(.+)$/.exec(text) ?? [];
  const format = EXPORT_FORMATS.find((known) => known === name);
  if (format === undefined || file === undefined)
    throw new InvalidArgumentError('Give a format and a file, such as perfetto=run.json or shiviz=run.log.');
  return [...before, { format, file }];
}

/** Whether a run must be performed with its whole trace and an account. */
export function asksForCauses(flags: CausesFlags): boolean {
  return flags.why === true || flags.mermaid !== undefined || flags.export !== undefined;
}

/** Whether stdout is taken by a diagram, so that the rest is talk. */
export function drawsOnStdout({ mermaid }: CausesFlags): boolean {
  return mermaid === STDOUT;
}
