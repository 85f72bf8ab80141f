// Every file starts with a comment that says what it is (and, where it helps, what it is not).

import type { Problem } from '../problem.ts';
import type { Source } from '../source.ts';

const HEADER_CHARACTERS_MIN = 15;

export function checkHeader(source: Source): Problem[] {
  if (/\.(test|prop)\.ts$/.test(source.path) || headerLength(source) >= HEADER_CHARACTERS_MIN) return [];
  return [{ path: source.path, line: 1, message: 'starts without a comment that says what the file is' }];
}

function headerLength(source: Source): number {
  const first = source.program.hashbang === null ? 0 : source.program.hashbang.end + 1;
  const [comment] = source.comments;
  if (comment?.start !== first) return 0;
  return source.text.slice(first).split('\n\n', 1)[0]?.length ?? 0;
}
