// Which files are doors: reachable from outside without an import. Everything else must be reached from a door, and only
// doors of the package may consist of re-exports.

import type { Problem } from '../problem.ts';
import type { Source } from '../source.ts';
import { isTestSupport } from '../source.ts';

/** What package.json names: exports and the command; checked against it in entries.test.ts. */
export const PACKAGE_DOORS: readonly string[] = [
  'src/scenario/index.ts',
  'src/simulator/index.ts',
  'src/nodejs/index.ts',
  'src/nodejs/early-guard.ts',
  'src/viewer/index.ts',
  'src/cli/main.ts',
];

/** Loaded by name, by a runner or by a person. */
const DOOR_FOLDERS = /^(scenarios|designs|bench|properties|tests|examples)\//;

/** Files of `src` that no door reaches. Tests reach only what is meant for tests. */
export function checkDeadFiles(sources: readonly Source[]): Problem[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const production = sources.filter(({ path }) => isDoor(path) && !isUnitTest(path));
  const alive = reach(
    byPath,
    production.map(({ path }) => path),
  );
  const tested = reach(
    byPath,
    sources.filter(({ path }) => isUnitTest(path)).map(({ path }) => path),
  );
  return sources
    .filter(({ path }) => path.startsWith('src/') && !isUnitTest(path) && !alive.has(path))
    .filter(({ path }) => !(isTestSupport(path) && tested.has(path)))
    .map(({ path }) => ({ path, line: 1, message: 'dead file: no entry point reaches it' }));
}

/** A file of re-exports hides where things are; only the package's doors may be one. */
export function checkBarrels(source: Source): Problem[] {
  if (PACKAGE_DOORS.includes(source.path)) return [];
  return source.references
    .filter((reference) => reference.form === 'export')
    .map(({ line }) => ({
      path: source.path,
      line,
      message: 're-export: import from the file that defines it',
    }));
}

function isDoor(path: string): boolean {
  return PACKAGE_DOORS.includes(path) || DOOR_FOLDERS.test(path);
}

function isUnitTest(path: string): boolean {
  return /\.(test|prop)\.ts$/.test(path);
}

function reach(byPath: ReadonlyMap<string, Source>, doors: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const waiting = [...doors];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    for (const reference of byPath.get(path)?.references ?? []) {
      if (reference.path !== undefined) waiting.push(reference.path);
    }
  }
  return reached;
}
