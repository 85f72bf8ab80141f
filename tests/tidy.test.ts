// The style of this repository as a test: each rule over all committed files. The rules and their own tests are in tests/tidy.

import { describe, expect, test } from 'vitest';
import type { Problem } from './tidy/problem.ts';
import { renderProblem } from './tidy/problem.ts';
import { checkCycles } from './tidy/rules/cycles.ts';
import { checkBarrels, checkDeadFiles } from './tidy/rules/entries.ts';
import { checkHeader } from './tidy/rules/header.ts';
import { checkHostBans } from './tidy/rules/host-bans.ts';
import { checkLayering } from './tidy/rules/layering.ts';
import { checkLockFile } from './tidy/rules/lock-file.ts';
import { checkMachineTraces } from './tidy/rules/machine-traces.ts';
import { checkModuleState } from './tidy/rules/module-state.ts';
import { checkSizes } from './tidy/rules/sizes.ts';
import { checkSyntax } from './tidy/rules/syntax.ts';
import { checkTestPlaces } from './tidy/rules/test-places.ts';
import { checkWords } from './tidy/rules/words.ts';
import { parseSources, readTextFiles } from './tidy/tree.ts';

const root = new URL('..', import.meta.url).pathname;
const files = readTextFiles(root);
const sources = parseSources(files);
const paths = files.map(({ path }) => path);

function expectNone(problems: readonly Problem[]): void {
  expect(problems.map(renderProblem)).toEqual([]);
}

describe('the committed files', () => {
  test('are found', () => {
    expect(paths).toContain('package.json');
    expect(sources.map(({ path }) => path)).toContain('src/environment/environment.ts');
  });

  test('import only what their layer may import', () => expectNone(sources.flatMap(checkLayering)));
  test('have no import cycle', () => expectNone(checkCycles(sources)));
  test('touch no host where they are host-free', () => expectNone(sources.flatMap(checkHostBans)));
  test('keep no state at module level', () => expectNone(sources.flatMap(checkModuleState)));
  test('are short', () => expectNone(sources.flatMap(checkSizes)));
  test('use the language as agreed', () => expectNone(sources.flatMap(checkSyntax)));
  test('say what they are', () => expectNone(sources.flatMap(checkHeader)));
  test('use telling words', () => expectNone(sources.flatMap(checkWords)));
  test('are reached from an entry point', () => expectNone(checkDeadFiles(sources)));
  test('do not pass on the exports of others', () => expectNone(sources.flatMap(checkBarrels)));
  test('have their tests beside them', () => expectNone(checkTestPlaces(paths)));
  test('lock every platform', () => {
    const lock = files.find(({ path }) => path === 'package-lock.json');
    expectNone(checkLockFile('package-lock.json', lock?.text ?? ''));
  });
  test('carry no trace of a machine', () => expectNone(files.flatMap(checkMachineTraces)));
});
