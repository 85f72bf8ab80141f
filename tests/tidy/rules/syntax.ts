// Parts of the language that we do without, in all committed TypeScript.

import type { Node } from 'oxc-parser';
import type { Problem } from '../problem.ts';
import type { Source } from '../source.ts';

const SILENCERS = /@ts-(ignore|nocheck)/;

export function checkSyntax(source: Source): Problem[] {
  const report = (offset: number, message: string): Problem => ({
    path: source.path,
    line: source.lineOf(offset),
    message,
  });
  const nodes = source.visits.flatMap(({ node }) => {
    const complaint = findComplaint(source.path, node);
    return complaint === undefined ? [] : [report(node.start, complaint)];
  });
  const comments = source.comments
    .filter((comment) => SILENCERS.test(comment.value))
    .map((comment) => report(comment.start, 'silences the compiler: make the types true instead'));
  return [...nodes, ...comments];
}

function findComplaint(path: string, node: Node): string | undefined {
  switch (node.type) {
    case 'TSEnumDeclaration':
      return 'enum: use a union of texts, or a const object';
    case 'TSAnyKeyword':
      return 'any: use unknown and look at the value';
    case 'ExportDefaultDeclaration':
      // The tools that read a configuration want it so.
      return path.endsWith('.config.ts') ? undefined : 'default export: export a name';
    case 'TSModuleDeclaration':
      return 'namespace: a file is a module';
    default:
      return undefined;
  }
}
