// What `windtunnel report open` does.

import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { OpenFlags } from './commands/report.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { printData, printJson } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const PAGE = 'index.html';

export function runReportOpen(directory: string, flags: OpenFlags): ExitCode {
  const folder = folderOf(directory);
  const page = join(folder, PAGE);
  if (!existsSync(page)) throw withoutPage(folder);
  if (flags.json === true) printJson({ report: folder, page });
  else printData(page);
  if (flags.print !== true && flags.json !== true && process.stdout.isTTY) show(page);
  return EXIT.held;
}

/** `latest` by its name, so that what is printed stays true. */
function folderOf(directory: string): string {
  if (existsSync(directory)) return relative(process.cwd(), realpathSync(directory)) || '.';
  throw new UsageError(`there is no report in ${directory}`, {
    remedy: 'explore something first: `windtunnel explore order-lifecycle`, or name the folder of a report',
  });
}

function withoutPage(folder: string): UsageError {
  const isExploration = existsSync(join(folder, 'run.json'));
  return new UsageError(`the report in ${folder} has no page`, {
    remedy: isExploration
      ? `if it is an exploration that was killed, make one with \`windtunnel report merge ${folder}\``
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
