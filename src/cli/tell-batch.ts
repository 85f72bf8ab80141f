// Tells what a batch came to: to people, to scripts, and to GitHub when its runner listens. The last lines of a failure are the commands
// that reproduce it.

import { appendFileSync } from 'node:fs';
import type { BatchAsked } from '../explorer/fleet/batch-document.ts';
import { type BatchReport, brokenSavedRuns } from '../report/batch-report.ts';
import { exploreCommand, replayCommand } from '../report/commands.ts';
import { exploreText } from '../report/explore-text.ts';
import { githubAnnotations, githubSummary } from '../report/github.ts';
import { dataStyle, printData, printJson, say } from './terminal.ts';

export interface TellFlags {
  readonly json?: boolean;
  readonly jsonl?: boolean;
  /** Undefined: when the runner of GitHub listens, and the batch is whole. */
  readonly github?: boolean;
}

export function tellBatch(batch: BatchReport, asked: BatchAsked, flags: TellFlags): void {
  if (flags.github ?? (isOnGithub() && asked.shard.of === 1)) tellGithub(batch, asked);
  if (flags.json !== true && flags.jsonl !== true) {
    printData(exploreText(batch, dataStyle()));
    if (isOnlyMissed(batch, asked)) printData(`\n  ${exploreCommand(asked)}`);
    return;
  }
  if (flags.json === true) printJson(batch);
  for (const check of brokenSavedRuns(batch)) say(replayCommand(check));
  for (const failure of batch.failures) say(replayCommand(failure));
}

/** Nothing failed but --strict: no single run reproduces that. */
function isOnlyMissed(batch: BatchReport, { strict }: BatchAsked): boolean {
  const isSound = batch.failures.length === 0 && brokenSavedRuns(batch).length === 0;
  return strict && isSound && batch.neverReached.length > 0;
}

function isOnGithub(): boolean {
  return process.env['GITHUB_ACTIONS'] === 'true';
}

/** The runner reads commands from both streams; stdout belongs to data. */
function tellGithub(batch: BatchReport, asked: BatchAsked): void {
  for (const line of githubAnnotations(batch, asked)) say(line);
  const summary = process.env['GITHUB_STEP_SUMMARY'];
  if (summary === undefined || summary === '') return;
  try {
    appendFileSync(summary, githubSummary(batch, asked));
  } catch (error) {
    say(`the summary of the job cannot be written: ${(error as Error).message}`);
  }
}
