import { expect, test } from 'vitest';
import { z } from 'zod';
import { readJson } from './read-json.ts';

const SCHEMA = z.object({ runs: z.int() });

test('what suits is read, and what does not is named', () => {
  expect(readJson('{"runs":3}', SCHEMA, 'file')).toEqual({ kind: 'read', value: { runs: 3 } });
  expect(readJson('{"runs":"3"}', SCHEMA, 'file')).toMatchObject({
    kind: 'invalid',
    problems: [expect.stringMatching(/^runs is "3"/)],
  });
});

test('half a text is no JSON, whatever it is half of', () => {
  expect(readJson('{"runs":', SCHEMA, 'line')).toMatchObject({
    kind: 'invalid',
    problems: [expect.stringMatching(/^the line is not JSON: /)],
  });
});
