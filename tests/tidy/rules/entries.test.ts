import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { messagesOf, snippet } from '../snippet.ts';
import { checkBarrels, checkDeadFiles, PACKAGE_DOORS } from './entries.ts';

function dead(files: Readonly<Record<string, string>>): string[] {
  const sources = Object.entries(files).map(([path, body]) => snippet(path, body));
  return checkDeadFiles(sources).map(({ path }) => path);
}

test('a file that no entry point reaches is dead, and so is what only it imports', () => {
  const found = dead({
    'src/cli/main.ts': "import './explore.ts';",
    'src/cli/explore.ts': "import type { A } from '../base/a.ts';",
    'src/base/a.ts': '',
    'src/base/b.ts': "import './c.ts';",
    'src/base/c.ts': '',
  });
  expect(found).toEqual(['src/base/b.ts', 'src/base/c.ts']);
});

test('a test alone keeps only test support alive', () => {
  const found = dead({
    'src/base/a.ts': '',
    'src/base/a.test.ts': "import './a.ts'; import './testing/probe.ts';",
    'src/base/testing/probe.ts': '',
    'src/base/testing/unused.ts': '',
  });
  expect(found).toEqual(['src/base/a.ts', 'src/base/testing/unused.ts']);
});

test('workers named by URL, scenarios and designs are reached', () => {
  const found = dead({
    'src/cli/main.ts': "new URL('./worker.ts', import.meta.url);",
    'src/cli/worker.ts': '',
    'scenarios/a.ts': "import '../src/scenario/a.ts';",
    'src/scenario/a.ts': '',
  });
  expect(found).toEqual([]);
});

test('only doors re-export', () => {
  const body = "export { a } from './a.ts';\nexport * from './b.ts';";
  expect(messagesOf(checkBarrels(snippet('src/base/index.ts', body)))).toEqual([
    '3: re-export: import from the file that defines it',
    '4: re-export: import from the file that defines it',
  ]);
  for (const door of PACKAGE_DOORS) expect(checkBarrels(snippet(door, body))).toEqual([]);
});

test('the doors are those of package.json', () => {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  const named = text.matchAll(/"(?:\.\/)?dist\/([^"]+)\.js"/g);
  expect([...named].map((match) => `${match[1]}.ts`).sort()).toEqual([...PACKAGE_DOORS].sort());
});
