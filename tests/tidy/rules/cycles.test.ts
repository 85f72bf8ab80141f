import { expect, test } from 'vitest';
import { messagesOf, snippet } from '../snippet.ts';
import { checkCycles } from './cycles.ts';

function check(files: Readonly<Record<string, string>>): string[] {
  return messagesOf(checkCycles(Object.entries(files).map(([path, body]) => snippet(path, body))));
}

test('a cycle over three files is named once', () => {
  const found = check({
    'src/a.ts': "import './b.ts';",
    'src/b.ts': "export { x } from './c.ts';",
    'src/c.ts': "import './a.ts';",
    'src/d.ts': "import './a.ts';",
  });
  expect(found).toEqual([
    '1: imports itself: src/a.ts → src/b.ts → src/c.ts → src/a.ts; move what both need to a file of its own',
  ]);
});

test('a file that imports itself is a cycle', () => {
  expect(check({ 'src/a.ts': "import { a } from './a.ts';" })).toHaveLength(1);
});

test('types and workers make no cycle', () => {
  const found = check({
    'src/a.ts': "import type { B } from './b.ts';\nexport const worker = new URL('./b.ts', import.meta.url);",
    'src/b.ts': "import { a } from './a.ts';",
  });
  expect(found).toEqual([]);
});

test('a diamond is no cycle', () => {
  const found = check({
    'src/a.ts': "import './b.ts'; import './c.ts';",
    'src/b.ts': "import './d.ts';",
    'src/c.ts': "import './d.ts';",
    'src/d.ts': '',
  });
  expect(found).toEqual([]);
});
