import { expect, test } from 'vitest';
import { checkMachineTraces } from './machine-traces.ts';

// Assembled, because this file is committed as well.
const slash = '/';
const registry = 'registry';

function traces(text: string, path = 'docs/a.md'): number[] {
  return checkMachineTraces({ path, text }).map(({ line }) => line);
}

test.each(['work', 'tmp', 'home', 'root', 'Users'])('paths below the folder %s are refused', (folder) => {
  expect(traces(`fine\nsee ${slash}${folder}/main`)).toEqual([2]);
  expect(traces(`open('${slash}${folder}/x')`)).toEqual([1]);
});

test('registry hosts are refused', () => {
  expect(traces(`https://${registry}.npmjs.org/zod`)).toEqual([1]);
  expect(traces(`"${'resolved'}": "https://mirror.example/zod.tgz"`, 'package-lock.json')).toEqual([1]);
  expect(traces(`${registry}=https://mirror.example`, '.npmrc')).toEqual([1]);
});

test('relative paths and talk about registries pass', () => {
  expect(traces('src/work/a.ts, ./tmp/x and the registry of brokers')).toEqual([]);
});
