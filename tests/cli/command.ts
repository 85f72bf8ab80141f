// Runs the built command in a child process, in a folder of its own. Builds first when a source is newer than the build.

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DIST = join(ROOT, 'dist');
/** Of this build. */
export const COMMAND = join(DIST, 'src', 'cli', 'main.js');
const STAMP = join(DIST, '.built');
const LOCK = join(ROOT, 'node_modules', '.cache', 'windtunnel-build.lock');
const SOURCES = ['src', 'scenarios', 'designs', 'bench'] as const;
/** These tests may run there themselves. */
const NOT_ON_GITHUB = { GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '' };
const LOCK_TRIES = 600;
const LOCK_PAUSE_MS = 100;
const LOCK_AGE_MAX_MS = 120_000;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly ended: Promise<Ended>;
  /** Resolves when it has said this on stderr, or has ended. */
  said(text: string): Promise<void>;
  interrupt(): void;
  signal(name: NodeJS.Signals): void;
}

type Variables = Readonly<Record<string, string>>;

export function start(words: readonly string[], folder: string, variables: Variables = {}): Running {
  const child = spawn(process.execPath, [COMMAND, ...words], {
    cwd: folder,
    env: { ...process.env, ...NOT_ON_GITHUB, ...variables },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const listeners: (() => void)[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const listener of listeners) listener();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    ended,
    said: (text) =>
      new Promise((resolve) => {
        const look = () => stderr.includes(text) && resolve();
        listeners.push(look);
        child.on('close', () => resolve());
        look();
      }),
    interrupt: () => void child.kill('SIGINT'),
    signal: (name) => void child.kill(name),
  };
}

export function windtunnel(
  words: readonly string[],
  folder: string,
  variables: Variables = {},
): Promise<Ended> {
  return start(words, folder, variables).ended;
}

/** An empty folder with the given files; remove it with `removeFolder`. */
export function makeFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'windtunnel-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Several test files may ask at the same time; one builds. */
export async function ensureBuilt(): Promise<void> {
  await lock();
  try {
    if (modifiedMs(STAMP) >= Math.max(...SOURCES.map((name) => newestMs(join(ROOT, name))))) return;
    const startedMs = new Date();
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    execFileSync(npm, ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'pipe' });
    writeFileSync(STAMP, startedMs.toISOString());
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

async function lock(): Promise<void> {
  mkdirSync(dirname(LOCK), { recursive: true });
  for (let attempt = 0; attempt < LOCK_TRIES; attempt += 1) {
    try {
      mkdirSync(LOCK);
      return;
    } catch {
      if (Date.now() - modifiedMs(LOCK) > LOCK_AGE_MAX_MS) rmSync(LOCK, { recursive: true, force: true });
      await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE_MS));
    }
  }
  throw new Error('somebody else is building for too long');
}

function modifiedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newestMs(folder: string): number {
  const times = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? newestMs(path) : modifiedMs(path);
  });
  return Math.max(modifiedMs(folder), ...times);
}

export function readJson(text: string): Readonly<Record<string, unknown>> {
  return JSON.parse(text) as Record<string, unknown>;
}

export function readReport(folder: string, name: string): string {
  return readFileSync(join(folder, 'reports', 'latest', name), 'utf8');
}

/** Waits until a batch has reported its first run. */
export async function untilResults(folder: string): Promise<void> {
  while (!hasResults(folder)) await new Promise((resolve) => setTimeout(resolve, 20));
}

function hasResults(folder: string): boolean {
  try {
    return readReport(folder, 'results.jsonl').includes('\n');
  } catch {
    return false;
  }
}
