// Source texts for the rules' own tests: a header, then the lines in question.

import type { Problem } from './problem.ts';
import type { Source } from './source.ts';
import { parseSource } from './source.ts';

const HEADER = '// What this file is, in a sentence.\n\n';

/** A file with a proper header; its first own line is line 3. */
export function snippet(path: string, body: string): Source {
  return parseSource(path, `${HEADER}${body}\n`);
}

export function messagesOf(problems: readonly Problem[]): string[] {
  return problems.map(({ line, message }) => `${line}: ${message}`);
}
