import { expect, test } from 'vitest';
import { messagesOf, snippet } from '../snippet.ts';
import { checkWords } from './words.ts';

function complaints(body: string, path = 'src/base/a.ts'): string[] {
  return messagesOf(checkWords(snippet(path, body)));
}

test.each([
  ['class OffsetManager {}', 'Manager'],
  ['interface StoreUtils {}', 'Utils'],
  ['type HelperTable = string;', 'Helper'],
  ['const brokerImpl = 1;', 'Impl'],
  ['function utilOf() {}', 'Util'],
])('%s is a noise word', (body, noise) => {
  expect(complaints(body)).toEqual([
    `3: '${/(\w*(?:Manager|Utils|Impl)|HelperTable|utilOf)/.exec(body)?.[1]}': ${noise} says nothing, name the thing`,
  ]);
});

test('words that merely contain one pass', () => {
  expect(
    complaints('class Implementation {}\nconst utilisation = 1;\nconst x = library.OffsetManager;'),
  ).toEqual([]);
});

test.each(['TO', 'FIX'])('unfinished business is refused (%s…)', (half) => {
  const word = half === 'TO' ? 'TODO' : 'FIXME';
  expect(complaints(`// ${word} later\nx();`)).toEqual([`3: ${word}: finish it or file an issue`]);
});

test.each([
  'src/base/byteCodec.ts',
  'src/base/Bytes.ts',
  'src/base/byte_codec.ts',
  'src/base/byte--codec.ts',
])('%s is not kebab-case', (path) => {
  expect(complaints('', path)).toEqual(['1: file names are kebab-case: one noun']);
});

test.each(['src/base/byte-codec.ts', 'src/base/crc32.test.ts', 'properties/order.prop.ts'])(
  '%s is',
  (path) => {
    expect(complaints('', path)).toEqual([]);
  },
);

test.each(['src/base/utils.ts', 'src/helpers/a.ts', 'src/base/offset-manager.ts'])(
  '%s has a noise word',
  (path) => {
    expect(complaints('', path)).toEqual(['1: a noise word in the path: name the thing']);
  },
);
