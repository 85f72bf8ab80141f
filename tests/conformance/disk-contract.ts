// What a process may rely on from its disk while the power is on, on every arm.

import { describe, expect, test } from 'vitest';
import { decodeText, encodeText, equalBytes } from '../../src/base/bytes.ts';
import { type Disk, DiskError, type DiskFile } from '../../src/environment/disk.ts';
import type { Environment } from '../../src/environment/environment.ts';
import type { Arm } from './arm.ts';
import { statementContract } from './disk-statements.ts';
import { DIVERGENCES, expectedOf } from './divergences.ts';
import { patternBytes } from './peer.ts';

export function diskContract(arm: Arm): void {
  describe(`disk, ${arm.name}`, () => {
    positionContract(arm);
    handleContract(arm);
    statementContract(arm);
    directoryContract(arm);
    durabilityContract(arm);
    divergenceContract(arm);
  });
}

/** Runs the body with the disk of one process. */
function withDisk(arm: Arm, body: (disk: Disk, environment: Environment) => Promise<void>): Promise<void> {
  return arm.run(({ here }) => body(here.disk, here));
}

async function failureKind(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
    return 'none';
  } catch (error) {
    if (error instanceof DiskError) return error.kind;
    throw error;
  }
}

async function writeFile(disk: Disk, path: string, text: string): Promise<DiskFile> {
  const file = await disk.open(path, 'create');
  file.write(0, encodeText(text));
  return file;
}

async function readFile(disk: Disk, path: string): Promise<string> {
  const file = await disk.open(path, 'existing');
  const text = contentOf(file);
  file.close();
  return text;
}

function contentOf(file: DiskFile): string {
  return decodeText(file.read(0, file.size()));
}

function positionContract(arm: Arm): void {
  test('a new file is empty', () =>
    withDisk(arm, async (disk) => {
      const file = await disk.open('log', 'create');
      expect(file.path).toBe('log');
      expect(file.size()).toBe(0);
      expect(file.read(0, 10)).toEqual(new Uint8Array(0));
    }));

  test('what was written is read at its position', () =>
    withDisk(arm, async (disk) => {
      const file = await writeFile(disk, 'log', '0123456789');
      expect(decodeText(file.read(3, 4))).toBe('3456');
      expect(file.read(3, 0)).toHaveLength(0);
      expect(Object.getPrototypeOf(file.read(0, 1))).toBe(Uint8Array.prototype);
    }));

  test('a read is shorter at the end of the file and empty past it', () =>
    withDisk(arm, async (disk) => {
      const file = await writeFile(disk, 'log', '0123456789');
      expect(decodeText(file.read(8, 100))).toBe('89');
      expect(file.read(10, 1)).toHaveLength(0);
      expect(file.read(5000, 5000)).toHaveLength(0);
    }));

  test('a write in the middle leaves the rest', () =>
    withDisk(arm, async (disk) => {
      const file = await writeFile(disk, 'log', '0123456789');
      file.write(4, encodeText('ab'));
      file.write(9, encodeText('xyz'));
      file.write(2, new Uint8Array(0));
      expect(contentOf(file)).toBe('0123ab678xyz');
    }));

  test('a write past the end fills the gap with zeros', () =>
    withDisk(arm, async (disk) => {
      const file = await writeFile(disk, 'log', 'ab');
      file.write(9000, encodeText('z'));
      expect(file.size()).toBe(9001);
      const expected = new Uint8Array(9001);
      expected.set(encodeText('ab'));
      expected.set(encodeText('z'), 9000);
      expect(equalBytes(file.read(0, 9001), expected)).toBe(true);
    }));

  test('a mebibyte is one write and one read', () =>
    withDisk(arm, async (disk) => {
      const bytes = patternBytes(1_048_576);
      const file = await disk.open('log', 'create');
      file.write(100, bytes.slice());
      expect(equalBytes(file.read(100, 2_000_000), bytes)).toBe(true);
    }));

  test('truncation cuts, and extends with zeros', () =>
    withDisk(arm, async (disk) => {
      const file = await writeFile(disk, 'log', '0123456789');
      file.truncate(3);
      expect([file.size(), contentOf(file)]).toEqual([3, '012']);
      file.truncate(6000);
      expect(file.size()).toBe(6000);
      expect(decodeText(file.read(0, 6))).toBe('012\0\0\0');
      expect(file.read(3, 6000).every((byte) => byte === 0)).toBe(true);
      file.truncate(0);
      expect(file.size()).toBe(0);
    }));

  test('a write past a cut does not bring old bytes back', () =>
    withDisk(arm, async (disk) => {
      const file = await disk.open('log', 'create');
      file.write(0, new Uint8Array(10_000).fill(7));
      file.truncate(5);
      file.write(9999, encodeText('z'));
      expect(file.read(5, 9994).every((byte) => byte === 0)).toBe(true);
    }));

  test('what was read or written shares no memory with the file', () =>
    withDisk(arm, async (disk) => {
      const written = encodeText('abc');
      const file = await disk.open('log', 'create');
      file.write(0, written);
      written.fill(0);
      const read = file.read(0, 3);
      expect(decodeText(read)).toBe('abc');
      read.fill(0);
      expect(contentOf(file)).toBe('abc');
    }));
}

function handleContract(arm: Arm): void {
  test('a missing file is not found, and created when asked', () =>
    withDisk(arm, async (disk) => {
      expect(await failureKind(() => disk.open('a/b/log', 'existing'))).toBe('not-found');
      expect(await disk.list('')).toEqual([]);
      await disk.open('a/b/log', 'create');
      expect(await failureKind(() => disk.open('a/b/log', 'existing'))).toBe('none');
    }));

  test('create opens an existing file as it is', () =>
    withDisk(arm, async (disk) => {
      await writeFile(disk, 'log', 'kept');
      expect(contentOf(await disk.open('log', 'create'))).toBe('kept');
    }));

  test('a directory cannot be opened', () =>
    withDisk(arm, async (disk) => {
      await disk.open('a/log', 'create');
      expect(await failureKind(() => disk.open('a', 'existing'))).toBe('is-directory');
      expect(await failureKind(() => disk.open('a', 'create'))).toBe('is-directory');
    }));

  test('two handles see the same file', () =>
    withDisk(arm, async (disk) => {
      const left = await writeFile(disk, 'log', 'abc');
      const right = await disk.open('log', 'existing');
      left.write(3, encodeText('def'));
      expect(contentOf(right)).toBe('abcdef');
      right.truncate(2);
      expect([left.size(), contentOf(left)]).toEqual([2, 'ab']);
      left.close();
      expect(contentOf(right)).toBe('ab');
    }));

  test('a closed file does nothing any more', () =>
    withDisk(arm, async (disk) => {
      const file = await writeFile(disk, 'log', 'abc');
      file.close();
      file.close();
      const attempts = [
        () => file.read(0, 1),
        () => file.write(0, encodeText('x')),
        () => file.truncate(0),
        () => file.size(),
        () => file.sync(),
      ];
      const kinds = await Promise.all(attempts.map(failureKind));
      expect(kinds).toEqual(['closed', 'closed', 'closed', 'closed', 'closed']);
      expect(await readFile(disk, 'log')).toBe('abc');
    }));

  test('a sync of a closed file is a rejection', () =>
    withDisk(arm, async (disk) => {
      const file = await writeFile(disk, 'log', 'abc');
      file.close();
      const attempt: Promise<unknown> = file.sync().catch((error: unknown) => error);
      expect(await attempt).toBeInstanceOf(DiskError);
    }));

  test('a file may be closed while it syncs', () =>
    withDisk(arm, async (disk) => {
      const file = await writeFile(disk, 'log', 'abc');
      const syncing = [file.sync(), file.sync()];
      file.close();
      const other = await writeFile(disk, 'other', 'xyz');
      await Promise.all(syncing);
      other.write(3, encodeText('!'));
      expect([await readFile(disk, 'log'), contentOf(other)]).toEqual(['abc', 'xyz!']);
    }));

  test('an open file outlives its name', () =>
    withDisk(arm, async (disk) => {
      const file = await writeFile(disk, 'log', 'abc');
      await disk.remove('log');
      file.write(3, encodeText('def'));
      expect(contentOf(file)).toBe('abcdef');
      await file.sync();
      expect(await failureKind(() => disk.open('log', 'existing'))).toBe('not-found');
      expect(contentOf(await disk.open('log', 'create'))).toBe('');
    }));

  test('paths that leave the disk are not found', () =>
    withDisk(arm, async (disk) => {
      await writeFile(disk, 'a/log', 'abc');
      for (const path of [
        '',
        '/log',
        '../log',
        'a/../log',
        'a//log',
        './log',
        'a/',
        'a/..',
        'a\\log',
        'a\0b',
      ]) {
        expect([path, await failureKind(() => disk.open(path, 'create'))]).toEqual([path, 'not-found']);
        expect([path, await failureKind(() => disk.rename('a/log', path))]).toEqual([path, 'not-found']);
      }
      expect(await disk.list('')).toEqual([{ name: 'a', kind: 'directory' }]);
    }));
}

function directoryContract(arm: Arm): void {
  test('entries are listed by name, in the order of code units', () =>
    withDisk(arm, async (disk) => {
      for (const name of ['b', 'a', 'Z', '10', '9', 'é', 'sub/x', 'sub/y'])
        await disk.open(`d/${name}`, 'create');
      const entries = await disk.list('d');
      expect(entries.map((entry) => entry.name)).toEqual(['10', '9', 'Z', 'a', 'b', 'sub', 'é']);
      expect(entries.filter((entry) => entry.kind === 'directory').map((entry) => entry.name)).toEqual([
        'sub',
      ]);
      expect((await disk.list('d/sub')).map((entry) => entry.name)).toEqual(['x', 'y']);
      expect(await disk.list('')).toEqual([{ name: 'd', kind: 'directory' }]);
    }));

  test('a directory that does not exist lists as empty', () =>
    withDisk(arm, async (disk) => {
      expect(await disk.list('nowhere/at/all')).toEqual([]);
      await writeFile(disk, 'file', 'x');
      expect(await disk.list('file')).toEqual([]);
    }));

  test('a rename replaces the target', () =>
    withDisk(arm, async (disk) => {
      await writeFile(disk, 'config.tmp', 'new');
      const old = await writeFile(disk, 'config', 'old content');
      await disk.rename('config.tmp', 'config');
      expect(await readFile(disk, 'config')).toBe('new');
      expect(await failureKind(() => disk.open('config.tmp', 'existing'))).toBe('not-found');
      expect((await disk.list('')).map((entry) => entry.name)).toEqual(['config']);
      expect(contentOf(old)).toBe('old content');
    }));

  test('an open file follows its rename', () =>
    withDisk(arm, async (disk) => {
      const file = await writeFile(disk, 'left', 'abc');
      await disk.rename('left', 'right');
      file.write(3, encodeText('def'));
      expect(await readFile(disk, 'right')).toBe('abcdef');
    }));

  test('a missing file cannot be renamed', () =>
    withDisk(arm, async (disk) => {
      await writeFile(disk, 'target', 'safe');
      expect(await failureKind(() => disk.rename('missing', 'target'))).toBe('not-found');
      expect(await readFile(disk, 'target')).toBe('safe');
    }));

  test('a rename to itself changes nothing', () =>
    withDisk(arm, async (disk) => {
      await writeFile(disk, 'log', 'abc');
      await disk.rename('log', 'log');
      expect(await readFile(disk, 'log')).toBe('abc');
    }));

  test('a directory is removed with its content, a missing path without a word', () =>
    withDisk(arm, async (disk) => {
      for (const path of ['a/b/c', 'a/d', 'ab', 'a.b']) await writeFile(disk, path, path);
      await disk.remove('a');
      expect((await disk.list('')).map((entry) => entry.name)).toEqual(['a.b', 'ab']);
      await disk.remove('a');
      await disk.remove('never/was');
      await disk.remove('ab');
      expect((await disk.list('')).map((entry) => entry.name)).toEqual(['a.b']);
    }));
}

function durabilityContract(arm: Arm): void {
  test('syncs resolve', () =>
    withDisk(arm, async (disk) => {
      const file = await writeFile(disk, 'a/log', 'abc');
      await file.sync();
      await disk.syncDirectory('a');
      await disk.syncDirectory('');
      expect(contentOf(file)).toBe('abc');
    }));

  test('a file written and synced without end keeps each state', () =>
    withDisk(arm, async (disk) => {
      const file = await disk.open('log', 'create');
      const syncs: Promise<void>[] = [];
      for (let index = 0; index < 20; index += 1) {
        file.write(index, encodeText('x'));
        syncs.push(file.sync());
      }
      await Promise.all(syncs);
      expect(contentOf(file)).toBe('x'.repeat(20));
    }));

  test('a process that ends without a goodbye leaves what it wrote', () =>
    arm.run(async ({ here, restartHere }) => {
      await (await writeFile(here.disk, 'a/synced', 'synced')).sync();
      await writeFile(here.disk, 'a/unsynced', 'in the page cache');
      const again = await restartHere();
      expect(again.name).toBe(here.name);
      expect(await readFile(again.disk, 'a/synced')).toBe('synced');
      expect(await readFile(again.disk, 'a/unsynced')).toBe('in the page cache');
    }));

  test('two machines share no file', () =>
    arm.run(async ({ here, there }) => {
      await writeFile(here.disk, 'log', 'mine');
      expect(await there.disk.list('')).toEqual([]);
      expect(await failureKind(() => there.disk.open('log', 'existing'))).toBe('not-found');
    }));
}

function divergenceContract(arm: Arm): void {
  test(DIVERGENCES.emptyDirectory.what, () =>
    withDisk(arm, async (disk) => {
      await writeFile(disk, 'a/log', 'x');
      await disk.remove('a/log');
      const outcome = (await disk.list('')).length === 0 ? 'is gone' : 'stays, empty';
      expect(outcome).toBe(expectedOf(DIVERGENCES.emptyDirectory, arm.name));
      expect(await disk.list('a')).toEqual([]);
    }),
  );

  test(DIVERGENCES.renamedDirectory.what, () =>
    withDisk(arm, async (disk) => {
      await writeFile(disk, 'a/log', 'x');
      const kind = await failureKind(() => disk.rename('a', 'b'));
      const moved = (await disk.list('b')).map((entry) => entry.name).join();
      const outcome = kind === 'none' && moved === 'log' ? 'moves its content' : kind;
      expect(outcome).toBe(expectedOf(DIVERGENCES.renamedDirectory, arm.name));
    }),
  );

  test(DIVERGENCES.renameIntoMissingDirectory.what, () =>
    withDisk(arm, async (disk) => {
      await writeFile(disk, 'log', 'x');
      const kind = await failureKind(() => disk.rename('log', 'new/log'));
      const outcome = kind === 'none' ? 'creates the directory' : kind;
      expect(outcome).toBe(expectedOf(DIVERGENCES.renameIntoMissingDirectory, arm.name));
    }),
  );

  test(DIVERGENCES.fileInsideFile.what, () =>
    withDisk(arm, async (disk) => {
      await writeFile(disk, 'log', 'x');
      const kind = await failureKind(() => disk.open('log/inner', 'create'));
      const outcome = kind === 'none' ? 'creates it' : kind;
      expect(outcome).toBe(expectedOf(DIVERGENCES.fileInsideFile, arm.name));
    }),
  );

  test(DIVERGENCES.syncOfMissingDirectory.what, () =>
    withDisk(arm, async (disk) => {
      const kind = await failureKind(() => disk.syncDirectory('nowhere'));
      const outcome = kind === 'none' ? 'resolves' : kind;
      expect(outcome).toBe(expectedOf(DIVERGENCES.syncOfMissingDirectory, arm.name));
    }),
  );
}
