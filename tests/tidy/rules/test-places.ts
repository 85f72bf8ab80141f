// A unit test lies beside what it tests and is named after it: `lane.test.ts` beside `lane.ts`, or `lane-overload.test.ts`,
// or after its folder. Tests of several layers live in `tests/`.

import { posix } from 'node:path';
import type { Problem } from '../problem.ts';

export function checkTestPlaces(paths: readonly string[]): Problem[] {
  const all = new Set(paths);
  return paths
    .filter((path) => path.startsWith('src/') && /(\.(test|spec)\.ts$|\/(__tests__|tests?)\/)/.test(path))
    .filter((path) => !path.endsWith('.test.ts') || !hasSubject(path, all))
    .map((path) => ({
      path,
      line: 1,
      message: 'a test is named x.test.ts and lies beside x.ts, or goes to tests/',
    }));
}

function hasSubject(path: string, all: ReadonlySet<string>): boolean {
  const folder = posix.dirname(path);
  const words = posix.basename(path, '.test.ts').split('-');
  const names = words.map((_, index) => words.slice(0, index + 1).join('-'));
  return names.some((name) => all.has(`${folder}/${name}.ts`) || posix.basename(folder) === name);
}
