import { expect, test } from 'vitest';
import { messagesOf } from '../snippet.ts';
import { checkLockFile } from './lock-file.ts';

const tool = {
  version: '1.0.0',
  optionalDependencies: { '@tool/linux-x64': '1.0.0', '@tool/darwin-x64': '1.0.0' },
};
const native = { version: '1.0.0', optional: true };

test('every platform of an optional package is locked', () => {
  const partial = { 'node_modules/tool': tool, 'node_modules/@tool/linux-x64': native };
  expect(messagesOf(checkLockFile('package-lock.json', JSON.stringify({ packages: partial })))).toEqual([
    '1: lacks @tool/darwin-x64: add it as npm would, or npm ci fails',
  ]);
  const whole = { ...partial, 'node_modules/@tool/darwin-x64': native };
  expect(checkLockFile('package-lock.json', JSON.stringify({ packages: whole }))).toEqual([]);
});
