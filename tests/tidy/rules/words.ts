// Words that we do not use: names that say nothing, unfinished business, file names that are not kebab-case.

import type { Problem } from '../problem.ts';
import type { Source } from '../source.ts';

const NOISE = ['Manager', 'Util', 'Utils', 'Utility', 'Helper', 'Helpers', 'Impl', 'Misc'];
const NOISE_IN_NAME = new RegExp(`(^|[a-z0-9])(${NOISE.join('|')})(?![a-z])`);
const NOISE_IN_FILE = new RegExp(`(^|[/.-])(${NOISE.join('|')})([/.-]|$)`, 'i');
const KEBAB_FILE = /^[a-z0-9]+(-[a-z0-9]+)*(\.\d+)?(\.(test|prop|config|d))?\.ts$/;
// Written in two halves so that the rule does not find itself.
const UNFINISHED = new RegExp(
  `\\b(${['TO', 'FIX', 'XX', 'HA'].map((half, index) => half + ['DO', 'ME', 'X', 'CK'][index]).join('|')})\\b`,
);

export function checkWords(source: Source): Problem[] {
  return [...checkFileName(source.path), ...checkNames(source), ...checkComments(source)];
}

function checkFileName(path: string): Problem[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!KEBAB_FILE.test(name)) return [{ path, line: 1, message: 'file names are kebab-case: one noun' }];
  return NOISE_IN_FILE.test(path)
    ? [{ path, line: 1, message: 'a noise word in the path: name the thing' }]
    : [];
}

function checkNames(source: Source): Problem[] {
  return source.visits.flatMap(({ node, parent }) => {
    if (node.type !== 'Identifier' || !isNamed(parent) || parent.id !== node) return [];
    const noise = NOISE_IN_NAME.exec(capitalize(node.name))?.[2];
    if (noise === undefined) return [];
    const message = `'${node.name}': ${noise} says nothing, name the thing`;
    return [{ path: source.path, line: source.lineOf(node.start), message }];
  });
}

function isNamed(parent: unknown): parent is { readonly id: unknown } {
  return typeof parent === 'object' && parent !== null && 'id' in parent;
}

function capitalize(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

function checkComments(source: Source): Problem[] {
  return source.comments.flatMap((comment) => {
    const word = UNFINISHED.exec(comment.value)?.[0];
    if (word === undefined) return [];
    return [
      {
        path: source.path,
        line: source.lineOf(comment.start),
        message: `${word}: finish it or file an issue`,
      },
    ];
  });
}
