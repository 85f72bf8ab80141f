import { array, assert, constantFrom, integer, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { FolderIndex } from './folder-index.ts';

const PATHS = ['a', 'a/b', 'a/b/c', 'a/bc', 'ab/c', 'ab/c/d', 'b', 'é/x', '10', '9'];

/** What a disk without an index would say. */
function listed(paths: ReadonlySet<string>, directory: string): readonly string[] {
  const prefix = directory === '' ? '' : `${directory}/`;
  const names = new Map<string, string>();
  for (const path of paths) {
    if (!path.startsWith(prefix)) continue;
    const [name = '', ...below] = path.slice(prefix.length).split('/');
    if (below.length > 0) names.set(name, 'directory');
    else if (!names.has(name)) names.set(name, 'file');
  }
  return [...names].map(([name, kind]) => `${name} ${kind}`).sort();
}

test('an index lists what the paths say, whatever was added and removed', () => {
  const step = tuple(constantFrom(...PATHS), integer({ min: 0, max: 1 }));
  assert(
    property(array(step, { maxLength: 40 }), (steps) => {
      const index = new FolderIndex();
      const paths = new Set<string>();
      for (const [path, keep] of steps) {
        if (keep === 1 && !paths.has(path)) index.add(path);
        if (keep === 0 && paths.has(path)) index.remove(path);
        if (keep === 1) paths.add(path);
        else paths.delete(path);
      }
      for (const directory of ['', 'a', 'a/b', 'ab', 'ab/c', 'é', 'nowhere']) {
        expect(
          index
            .list(directory)
            .map(({ name, kind }) => `${name} ${kind}`)
            .sort(),
        ).toEqual(listed(paths, directory));
        const isAbove = [...paths].some((path) => path.startsWith(`${directory}/`));
        if (directory !== '') expect(index.isDirectory(directory)).toBe(isAbove);
      }
      expect([...index.below('a')].sort()).toEqual([...paths].filter((path) => path.startsWith('a/')).sort());
    }),
    { numRuns: 200 },
  );
});
