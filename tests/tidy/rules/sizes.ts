// How long a file or a function may be, and how many parameters it may have by position. The length of a function includes
// the functions inside it.

import type { Node } from 'oxc-parser';
import type { Problem } from '../problem.ts';
import type { Source } from '../source.ts';
import { isTest } from '../source.ts';

export const FILE_LINES_MAX = 400;
export const FUNCTION_LINES_MAX = 70;
export const PARAMETERS_MAX = 4;

export function checkSizes(source: Source): Problem[] {
  const functions = source.visits.flatMap(({ node }) => checkFunction(source, node));
  if (source.lines <= FILE_LINES_MAX) return functions;
  const message = `${source.lines} lines, more than ${FILE_LINES_MAX}: one thought per file`;
  return [{ path: source.path, line: 1, message }, ...functions];
}

function checkFunction(source: Source, node: Node): Problem[] {
  if (
    node.type !== 'FunctionDeclaration' &&
    node.type !== 'FunctionExpression' &&
    node.type !== 'ArrowFunctionExpression'
  ) {
    return [];
  }
  const line = source.lineOf(node.start);
  const lines = source.lineOf(node.end) - line + 1;
  const problems: Problem[] = [];
  if (lines > FUNCTION_LINES_MAX && !isTest(source.path)) {
    const message = `function of ${lines} lines, more than ${FUNCTION_LINES_MAX}: split decision, change and waiting`;
    problems.push({ path: source.path, line, message });
  }
  if (node.params.length > PARAMETERS_MAX) {
    const message = `${node.params.length} positional parameters, more than ${PARAMETERS_MAX}: pass an object`;
    problems.push({ path: source.path, line, message });
  }
  return problems;
}
