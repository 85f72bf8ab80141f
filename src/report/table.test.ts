import { expect, test } from 'vitest';
import { renderTable } from './table.ts';

const COLUMNS = [
  { title: 'name', align: 'left' },
  { title: 'runs', align: 'right' },
  { title: 'verdict', align: 'left' },
] as const;

test('columns line up, and colours do not count', () => {
  const paint = (text: string) => `<${text}>`;
  const rows = [
    [{ text: 'a', paint }, { text: '100' }, { text: 'held' }],
    [{ text: 'longer' }, { text: '7' }, { text: 'violated', paint }],
  ];
  expect(renderTable(COLUMNS, rows).split('\n')).toEqual([
    'name    runs  verdict',
    '<a>        100  held',
    'longer     7  <violated>',
  ]);
});

test('without titles there is no head', () => {
  const columns = [
    { title: '', align: 'left' },
    { title: '', align: 'left' },
  ] as const;
  expect(renderTable(columns, [[{ text: 'a' }, { text: 'b' }]])).toBe('a  b');
});
