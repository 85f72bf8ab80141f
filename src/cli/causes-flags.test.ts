import { describe, expect, test } from 'vitest';
import { asksForCauses, drawsOnStdout, parseExport } from './causes-flags.ts';

describe('flags of causes', () => {
  test('exports add up, each with its format', () => {
    const one = parseExport('perfetto=run.json');
    expect(parseExport('shiviz=a=b.log', one)).toEqual([
      { format: 'perfetto', file: 'run.json' },
      { format: 'shiviz', file: 'a=b.log' },
    ]);
  });

  test('a format that is none, or no file, is refused with an example', () => {
    for (const text of ['run.json', 'perfetto=', 'svg=run.svg'])
      expect(() => parseExport(text)).toThrow(/perfetto=run\.json/);
  });

  test('each of them needs the whole trace', () => {
    expect(asksForCauses({})).toBe(false);
    expect(asksForCauses({ why: true })).toBe(true);
    expect(asksForCauses({ mermaid: '-' })).toBe(true);
    expect(asksForCauses({ export: [] })).toBe(true);
    expect(drawsOnStdout({ mermaid: '-' })).toBe(true);
    expect(drawsOnStdout({ mermaid: 'a.mmd' })).toBe(false);
  });
});
