// What `windtunnel replay` prints and writes: how the run compares, how it came to its failure, and the whole run for other tools.

import { writeFile } from 'node:fs/promises';
import { causalSliceOf } from '../explorer/causes/causal-slice.ts';
import type { CausalSlice } from '../explorer/causes/slice-step.ts';
import type { Expected, Replay } from '../explorer/replay.ts';
import type { RunOutcome } from '../explorer/run-task.ts';
import { perfettoTrace } from '../report/perfetto-trace.ts';
import { replayDocument, replayText } from '../report/replay-report.ts';
import { shivizLines } from '../report/shiviz-log.ts';
import { sliceMermaid } from '../report/slice-mermaid.ts';
import { sliceText } from '../report/slice-text.ts';
import { PLAIN } from '../report/style.ts';
import { drawsOnStdout, type ExportFormat } from './causes-flags.ts';
import type { ReplayFlags } from './commands/replay.ts';
import { dataStyle, printData, printJson, say } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** @throws UsageError when a file cannot be written */
export async function printReplay(
  replay: Replay,
  expected: Expected | undefined,
  flags: ReplayFlags,
): Promise<void> {
  const { run } = replay;
  const slice = sliceToShow(run, flags);
  // The trace may have been kept for the slice only.
  const shown = flags.trace === true ? replay : { ...replay, run: { ...run, trace: [] } };
  if (flags.json === true) {
    const document = replayDocument(shown, expected);
    printJson(slice === undefined ? document : { ...document, why: slice });
  } else {
    const isTalk = drawsOnStdout(flags);
    const style = isTalk ? PLAIN : dataStyle();
    const why = slice === undefined || flags.why !== true ? [] : ['', sliceText(slice, style)];
    (isTalk ? say : printData)([replayText(shown, expected, style), ...why].join('\n'));
  }
  if (flags.mermaid !== undefined && slice !== undefined) await draw(slice, flags.mermaid);
  for (const { format, file } of flags.export ?? [])
    await write(file, `--export ${format}`, exportText(run, format));
}

function sliceToShow(run: RunOutcome, { why, mermaid }: ReplayFlags): CausalSlice | undefined {
  if (why !== true && mermaid === undefined) return undefined;
  const slice = causalSliceOf(run);
  if (slice === undefined) say('the run held: there is nothing to explain');
  return slice;
}

async function draw(slice: CausalSlice, file: string): Promise<void> {
  const diagram = sliceMermaid(slice);
  if (drawsOnStdout({ mermaid: file })) process.stdout.write(diagram);
  else await write(file, '--mermaid', diagram);
}

function exportText(run: RunOutcome, format: ExportFormat): string {
  return format === 'perfetto'
    ? `${JSON.stringify(perfettoTrace(run))}\n`
    : `${[...shivizLines(run)].join('\n')}\n`;
}

async function write(file: string, flag: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new UsageError(`${flag} cannot write ${file}`, {
      problems: [(error as Error).message],
      remedy: 'name a file in a folder that exists and may be written to',
    });
  }
  say(`wrote ${file}`);
}
