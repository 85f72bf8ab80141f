import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parseSources, readTextFiles } from './tree.ts';

test('reads what is committed and parses the TypeScript of the source folders', () => {
  const root = mkdtempSync(join(tmpdir(), 'tidy-'));
  const write = (path: string) => {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), '// text\n');
  };
  const committed = ['.ci/run', 'docs/A.md', 'reports/README.md', 'src/base/a.ts', 'vitest.config.ts'];
  const other = [
    'dist/src/a.js',
    'node_modules/x/i.ts',
    'reports/latest/run.json',
    'reports/tests.json',
    'src/logo.png',
  ];
  for (const path of [...committed, ...other]) write(path);
  const files = readTextFiles(root);
  rmSync(root, { recursive: true });
  expect(files.map(({ path }) => path).sort()).toEqual(committed);
  expect(parseSources(files).map(({ path }) => path)).toEqual(['src/base/a.ts']);
});
