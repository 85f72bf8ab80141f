// Text in columns. Widths are counted before colours are added.

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const GAP = '  ';

export function renderTable(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const titles = columns.map(({ title }): Cell => ({ text: title }));
  const all = columns.some(({ title }) => title !== '') ? [titles, ...rows] : rows;
  const widths = columns.map((_, index) => Math.max(...all.map((row) => row[index]?.text.length ?? 0)));
  return all.map((row) => renderRow(row, columns, widths)).join('\n');
}

function renderRow(row: readonly Cell[], columns: readonly Column[], widths: readonly number[]): string {
  const cells = columns.map(({ align }, index) => {
    const cell = row[index] ?? { text: '' };
    const space = ' '.repeat((widths[index] ?? 0) - cell.text.length);
    const text = cell.paint?.(cell.text) ?? cell.text;
    if (align === 'right') return space + text;
    return index === columns.length - 1 ? text : text + space;
  });
  return cells.join(GAP);
}
