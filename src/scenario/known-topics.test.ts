import { expect, test } from 'vitest';
import { encodeText } from '../base/bytes.ts';
import type { DiskImage } from '../environment/disk.ts';
import { knowsTopic } from './known-topics.ts';

function diskWith(files: Readonly<Record<string, string>>): DiskImage {
  const bytesOf = (path: string) => (files[path] === undefined ? undefined : encodeText(files[path]));
  return {
    paths: () => Object.keys(files).sort(),
    size: (path) => bytesOf(path)?.length,
    read: (path, position, length) => bytesOf(path)?.subarray(position, position + length),
  };
}

test('a broker knows the topics of its table, by their whole names', () => {
  const disk = diskWith({ 'store/config/topics.json': '{"topicConfigTable":{"orders":{}}}' });
  expect(['orders', 'order'].map((topic) => knowsTopic(disk, topic))).toEqual([true, false]);
});

test('one without a table knows none', () => {
  expect(knowsTopic(diskWith({}), 'orders')).toBe(false);
});
