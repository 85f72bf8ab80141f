// `windtunnel report`: what can be done with reports that are there already.

import type { Command } from 'commander';
import { type CommandOutcome, newCommand, newGroup } from '../command-frame.ts';
import { addGithubOptions } from '../run-options.ts';

export interface MergeFlags {
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly github?: boolean;
}

export interface OpenFlags {
  readonly print?: boolean;
  readonly json?: boolean;
}

export function reportCommand(outcome: CommandOutcome): Command {
  const text = {
    name: 'report',
    doc: 'Put reports of shards together; open a report.',
    examples: ['report merge shards/*', 'report open'],
  };
  return newGroup(text, [mergeCommand(outcome), openCommand(outcome)]);
}

function mergeCommand(outcome: CommandOutcome): Command {
  const command = newCommand({
    name: 'merge',
    command: 'report merge',
    summary: 'Put the reports of the shards of one batch together.',
    doc: [
      'Put the reports of the shards of one batch together: the result, the digest and the exit code are those of one machine that explored',
      'the whole batch. A shard that was tried several times counts once, with its whole report. When shards are missing or partial the rest is',
      'merged all the same and the exit code is 130. It also makes a report of a single folder whose batch was killed.',
    ].join(' '),
    examples: ['report merge shards/*', 'report merge reports/2026-01-31T12-00-00Z-explore --json'],
  })
    .argument('<directory...>', 'report folders, or folders that hold some')
    .option('--strict', 'a mark that no run reached is a failure, also where the shards did not ask for it')
    .option('--json', 'print the result as one JSON document, that of explore');
  addGithubOptions(command);
  return command.action(async (directories: string[], flags: MergeFlags) => {
    const { runReportMerge } = await import('../report-merge-action.ts');
    outcome.code = runReportMerge(directories, flags);
  });
}

function openCommand(outcome: CommandOutcome): Command {
  return newCommand({
    name: 'open',
    command: 'report open',
    summary: 'Open the page of the newest report.',
    doc: 'Open the page of the newest report, or of the one that is named, and print its path. Where output goes to a pipe it only prints.',
    examples: ['report open', 'report open reports/2026-01-31T12-00-00Z-explore --print'],
  })
    .argument('[directory]', 'a report folder (default: the newest in reports/ that has a page)')
    .option('--print', 'only print the path')
    .option('--json', 'print one JSON document instead')
    .action(async (directory: string | undefined, flags: OpenFlags) => {
      const { runReportOpen } = await import('../report-open-action.ts');
      outcome.code = runReportOpen(directory, flags);
    });
}
