import { describe, expect, test } from 'vitest';
import { DiskError } from '../../environment/disk.ts';
import type { MachineDisk } from './machine-disk.ts';
import { LooseDisk } from './testing/loose-disk.ts';

function diskWith(...paths: string[]): MachineDisk {
  const disk = new LooseDisk().disk;
  for (const [index, path] of paths.entries()) disk.open(path, 'create').write(0, Uint8Array.of(index));
  return disk;
}

function kindOf(call: () => unknown): string {
  try {
    call();
    return 'none';
  } catch (error) {
    if (error instanceof DiskError) return error.kind;
    throw error;
  }
}

describe('the disk of a machine, as a judge sees it', () => {
  test('names all files in the order of their code units', () => {
    const disk = diskWith('b', 'a/10', 'a/9', 'B', 'a/1/x', 'ä');
    expect(disk.paths()).toEqual(['B', 'a/1/x', 'a/10', 'a/9', 'b', 'ä']);
  });

  test('gives sizes and bytes, and nothing of what is not there', () => {
    const disk = diskWith('a', 'b');
    expect([disk.size('b'), disk.read('b', 0, 10)]).toEqual([1, Uint8Array.of(1)]);
    expect([disk.size('c'), disk.read('c', 0, 10)]).toEqual([undefined, undefined]);
  });
});

describe('directories', () => {
  test('are listed one level at a time', () => {
    const disk = diskWith('x', 'store/log/2', 'store/log/1', 'store/abort', 'storeroom');
    expect(disk.list('')).toEqual([
      { name: 'store', kind: 'directory' },
      { name: 'storeroom', kind: 'file' },
      { name: 'x', kind: 'file' },
    ]);
    expect(disk.list('store/log').map(({ name }) => name)).toEqual(['1', '2']);
    expect(disk.list('stor')).toEqual([]);
  });

  test('cannot be opened', () => {
    const disk = diskWith('a/b');
    expect(kindOf(() => disk.open('a', 'create'))).toBe('is-directory');
    expect(kindOf(() => disk.open('a/c', 'existing'))).toBe('not-found');
  });

  test('go with all that is in them, and with nothing else', () => {
    const disk = diskWith('a/b', 'a/c/d', 'ab', 'a0');
    disk.remove('a');
    disk.remove('nothing');
    expect(disk.paths()).toEqual(['a0', 'ab']);
  });
});

describe('a rename', () => {
  test('replaces the target', () => {
    const disk = diskWith('new', 'old');
    disk.rename('new', 'old');
    expect(disk.paths()).toEqual(['old']);
    expect(disk.read('old', 0, 1)).toEqual(Uint8Array.of(0));
  });

  test('needs a file', () => {
    expect(kindOf(() => diskWith('a').rename('b', 'a'))).toBe('not-found');
  });

  test('leaves an open file what it was', () => {
    const disk = diskWith('a');
    const open = disk.open('a', 'existing');
    disk.rename('a', 'b');
    open.write(0, Uint8Array.of(42));
    expect(disk.read('b', 0, 1)).toEqual(Uint8Array.of(42));
  });
});
