// The process in which commands that perform many runs work. Its V8 collects garbage and compiles on the thread that needs it: by default it
// lends every worker threads of its own for that, and with a worker per core these only push the workers aside. The flags hold for a process
// as a whole, and only from its start. The process that was started passes signals on, and its end ends the other.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { EXIT } from './exit-codes.ts';
import { SAME_WISH_MS } from './interruption.ts';

const FLAGS = ['--single-threaded-gc', '--no-concurrent-recompilation'] as const;
const BULK_COMMANDS: readonly (string | undefined)[] = [
  'explore',
  'zoo',
  'shrink',
  'likelihood',
  'bench',
  'demo',
];
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Node's, for a flag that it does not know. */
const BAD_FLAG_CODE = 9;
/** Of what a signal ended, as shells count. */
const SIGNAL_CODE_BASE = 128;
const BEGUN = 'begun';

/**
 * Runs the command line in a process of its own where that is faster.
 * @returns its exit code; undefined when the command is to run here, as this is that process, or none is needed, or V8 lacks a flag
 */
export async function performInBulkProcess(words: readonly string[]): Promise<number | undefined> {
  if (!BULK_COMMANDS.includes(words[0])) return undefined;
  if (process.execArgv.includes(FLAGS[0])) {
    follow();
    return undefined;
  }
  return start(process.argv.slice(1));
}

/** This process ends with the one that started it, however that ends. */
function follow(): void {
  if (process.send === undefined) return;
  process.send(BEGUN);
  process.on('disconnect', () => process.exit(EXIT.interrupted));
  process.channel?.unref();
  endOnInterrupt();
}

/** Where nobody else listens; but not by the second signal of one wish, when whoever listened has just gone. */
function endOnInterrupt(): void {
  let lastMs = Number.NEGATIVE_INFINITY;
  process.on('SIGINT', () => {
    const isSameWish = performance.now() - lastMs < SAME_WISH_MS;
    lastMs = performance.now();
    if (!isSameWish && process.listenerCount('SIGINT') === 1) process.exit(EXIT.interrupted);
  });
}

function start(words: readonly string[]): Promise<number | undefined> {
  const child = spawn(process.execPath, [...process.execArgv, ...FLAGS, ...words], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  let hasBegun = false;
  child.on('message', () => {
    hasBegun = true;
  });
  const passOn = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, passOn);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const own of SIGNALS) process.off(own, passOn);
      if (!hasBegun && code === BAD_FLAG_CODE) resolve(undefined);
      else resolve(signal === null ? (code ?? EXIT.internal) : SIGNAL_CODE_BASE + constants.signals[signal]);
    });
  });
}
