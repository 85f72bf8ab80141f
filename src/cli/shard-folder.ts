// Reads the report folder of a shard: what was asked, its runs one by one, its capsules.

import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { compareText } from '../base/compare.ts';
import { readBatchDocument } from '../explorer/fleet/batch-document.ts';
import type { ShardReport } from '../explorer/fleet/shard-set.ts';
import { type RunLine, readLine } from '../explorer/run-line.ts';
import { UsageError } from './usage-error.ts';

const DOCUMENT = 'run.json';
const RESULTS = 'results.jsonl';
/** An artefact may lie in a folder of its own, and reports/ in it. */
const DEPTH_MAX = 3;
/** Of the folder that a merge has written. */
const MERGE_NAME = /-merge(-\d+)?$/;
const CHUNK_BYTES = 1 << 18;

/** @throws UsageError */
export function readShardReports(directories: readonly string[]): readonly ShardReport[] {
  const paths = directories.flatMap((directory) => {
    const found = reportFolders(directory, DEPTH_MAX);
    if (found.length > 0) return found;
    throw new UsageError(`there is no report in ${directory}`, {
      remedy: `name folders that hold a ${DOCUMENT}, such as reports/latest, or folders of such folders`,
    });
  });
  // By their own names: where `latest` points to changes with the next report.
  const own = paths.map((path) => relative(process.cwd(), realpathSync(path)) || '.');
  return [...new Set(own)].map(readShardReport);
}

/** The folder itself, or those below it but for earlier merges; links inside are not followed, so that `latest` is no second report. */
function reportFolders(directory: string, depth: number): readonly string[] {
  if (existsSync(join(directory, DOCUMENT))) return [directory];
  if (depth === 0 || statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => !MERGE_NAME.test(name))
    .sort(compareText)
    .flatMap((name) => reportFolders(join(directory, name), depth - 1));
}

function readShardReport(path: string): ShardReport {
  const reading = readBatchDocument(readFileSync(join(path, DOCUMENT), 'utf8'));
  if (reading.kind === 'document') return { path, document: reading.document };
  throw new UsageError(`${join(path, DOCUMENT)} is not the report of an exploration`, {
    problems: reading.problems,
    remedy: 'name folders that `windtunnel explore` of this version has written',
  });
}

/** In the order in which the shard counted them. A last line that was cut off when the shard was killed is no run. */
export function* readLines(path: string): Generator<RunLine> {
  const file = join(path, RESULTS);
  let number = 0;
  for (const text of linesOf(file)) {
    number += 1;
    const reading = readLine(text);
    if (reading.kind === 'invalid') {
      throw new UsageError(`line ${number} of ${file} is not the result of a run`, {
        problems: reading.problems,
        remedy: 'explore this shard again: its report is damaged, or was written by another version',
      });
    }
    yield reading.line;
  }
}

/** Whole lines only. A batch without runs has no such file. */
function* linesOf(file: string): Generator<string> {
  if (!existsSync(file)) return;
  const descriptor = openSync(file, 'r');
  try {
    const decoder = new StringDecoder('utf8');
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let rest = '';
    for (let size = readSync(descriptor, chunk); size > 0; size = readSync(descriptor, chunk)) {
      const lines = (rest + decoder.write(chunk.subarray(0, size))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Undefined when the shard saved no such capsule. */
export function readShardCapsule(path: string, fileName: string): string | undefined {
  const file = join(path, 'capsules', fileName);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
