// What `windtunnel report open` does.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { compareText } from '../base/compare.ts';
import type { OpenFlags } from './commands/report.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { printData, printJson, say } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const PAGE = 'index.html';
const REPORTS = 'reports';
const REMEDY_OF_KILLED = 'if it is an exploration that was killed, make one by: windtunnel report merge';

export function runReportOpen(directory: string | undefined, flags: OpenFlags): ExitCode {
  const folder = directory === undefined ? newestFolder() : ownName(directory);
  const page = join(folder, PAGE);
  if (!existsSync(page)) throw withoutPage(folder);
  if (flags.json === true) printJson({ report: folder, page });
  else printData(page);
  if (flags.print !== true && flags.json !== true && process.stdout.isTTY) show(page);
  return EXIT.held;
}

/** The newest with a page; not every command writes one, and what is killed does not. */
function newestFolder(): string {
  const [newest, ...older] = reportFolders();
  if (newest === undefined) throw nothingIn(REPORTS);
  if (existsSync(join(newest, PAGE))) return newest;
  const found = older.find((folder) => existsSync(join(folder, PAGE)));
  if (found === undefined) return newest;
  say(`${newest} is newer, but has no page; ${REMEDY_OF_KILLED} ${newest}`);
  return found;
}

/** Newest first: names begin with the time. */
function reportFolders(): readonly string[] {
  if (!existsSync(REPORTS)) return [];
  return readdirSync(REPORTS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(REPORTS, name))
    .sort(compareText)
    .reverse();
}

/** `latest` by its name, so that what is printed stays true. */
function ownName(directory: string): string {
  if (existsSync(directory)) return relative(process.cwd(), realpathSync(directory)) || '.';
  throw nothingIn(directory);
}

function nothingIn(directory: string): UsageError {
  return new UsageError(`there is no report in ${directory}`, {
    remedy: 'explore something first: `windtunnel explore order-lifecycle`, or name the folder of a report',
  });
}

function withoutPage(folder: string): UsageError {
  return new UsageError(`the report in ${folder} has no page`, {
    remedy: existsSync(join(folder, 'run.json'))
      ? `${REMEDY_OF_KILLED} ${folder}`
      : 'name the folder of a report, such as reports/latest',
  });
}

/** Whoever has no browser has the path. */
function show(page: string): void {
  const [command, ...words] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '']
        : ['xdg-open'];
  const child = spawn(command ?? '', [...words, page], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
