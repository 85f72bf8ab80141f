// The shell scripts of the examples for fleets, as their files hold them, to be run here: an example that nobody runs does not work.

import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { COMMAND, type Ended } from './command.ts';

const ROOT = new URL('../../', import.meta.url);

export function readExample(path: string): string {
  const text = readFileSync(new URL(path, ROOT), 'utf8');
  for (const [index, line] of text.split('\n').entries()) {
    if (/^(?: {2})*(?! |\t)/.test(line)) continue;
    throw new Error(`${path}:${index + 1} is indented by something else than pairs of spaces`);
  }
  return text;
}

/** Blocks of text after `run: |`, or after `- |` below `args:`, in the order of the file. */
export function scriptsOf(path: string): readonly string[] {
  const lines = readExample(path).split('\n');
  return lines.flatMap((line, index) => {
    if (!/^ *(run:|-) \|$/.test(line)) return [];
    const rest = lines.slice(index + 1);
    const depth = indentOf(rest[0] ?? '');
    const end = rest.findIndex((next) => next !== '' && indentOf(next) < depth);
    return [
      rest
        .slice(0, end === -1 ? rest.length : end)
        .map((next) => next.slice(depth))
        .join('\n'),
    ];
  });
}

/** As the shell of a runner would, in which `npx windtunnel` and node_modules/.bin/windtunnel are this build. */
export function runScript(
  script: string,
  folder: string,
  variables: Readonly<Record<string, string>>,
): Promise<Ended> {
  const bin = join(folder, 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, skipped] of Object.entries({ npx: 'shift; ', windtunnel: '' })) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${skipped}exec "${process.execPath}" "${COMMAND}" "$@"\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`, ...variables };
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd: folder, env });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
