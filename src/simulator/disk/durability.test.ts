import { describe, expect, test } from 'vitest';
import { FileContent } from './file-content.ts';
import { fate, LooseDisk } from './testing/loose-disk.ts';

const ACCIDENTS = Array.from({ length: 60 }, (_, number) => number);

/** What is left in each of many accidents, without repetition. */
function outcomes(act: (loose: LooseDisk) => void): readonly string[] {
  const left = new Set<string>();
  for (const number of ACCIDENTS) {
    const loose = new LooseDisk();
    act(loose);
    loose.event = number;
    loose.disk.losePower();
    left.add(loose.disk.paths().join(' '));
  }
  return [...left].sort();
}

function bytesAfter(act: (file: FileContent) => void): ReadonlySet<string> {
  const left = new Set<string>();
  for (const number of ACCIDENTS) {
    const file = new FileContent();
    act(file);
    file.losePower(fate(number));
    left.add(file.read(0, 8).join(''));
  }
  return left;
}

describe('after a failed sync', () => {
  const failing = (file: FileContent, number: number) => {
    file.write(0, Uint8Array.of(1, 1));
    file.completeSync(file.beginSync(), 0);
    file.write(0, Uint8Array.of(2, 2));
    file.failSync(file.beginSync(), fate(number));
  };

  test('the next sync succeeds and makes nothing durable that the failed one left out', () => {
    const left = new Set<string>();
    for (const number of ACCIDENTS) {
      const file = new FileContent();
      failing(file, number);
      expect([...file.read(0, 2)]).toEqual([2, 2]);
      file.completeSync(file.beginSync(), 0);
      file.losePower(fate(number + 1000));
      left.add(file.read(0, 2).join(''));
    }
    expect([...left].sort()).toEqual(['11', '21', '22']);
  });

  test('a page that is written again is synced as a whole', () => {
    for (const number of ACCIDENTS) {
      const file = new FileContent();
      failing(file, number);
      file.write(100, Uint8Array.of(3));
      file.completeSync(file.beginSync(), 0);
      file.losePower(fate(number + 1000));
      expect([...file.read(0, 2)]).toEqual([2, 2]);
    }
  });
});

describe('a cut that was not synced', () => {
  const left = bytesAfter((file) => {
    file.write(0, Uint8Array.of(1, 1, 1, 1));
    file.completeSync(file.beginSync(), 0);
    file.truncate(0);
    file.write(0, Uint8Array.of(2, 2));
  });

  test('takes what was written behind it along when it is lost', () => {
    expect(left).toContain('1111');
    for (const bytes of left) expect(bytes.includes('1') && bytes.includes('2')).toBe(false);
  });

  test('leaves nothing, something or all of that when it is kept', () => {
    expect([...left]).toEqual(expect.arrayContaining(['', '22', '00']));
  });
});

describe('names', () => {
  test('need a sync of their directory, and the directory one of its own', () => {
    expect(outcomes(({ disk }) => void disk.open('d/a', 'create'))).toEqual(['', 'd/a']);
    const half = outcomes(({ disk }) => {
      disk.open('d/a', 'create');
      disk.completeDirectorySync('d', disk.beginDirectorySync());
    });
    expect(half).toEqual(['', 'd/a']);
    const whole = outcomes((loose) => {
      loose.disk.open('d/a', 'create');
      loose.syncNames('d/a');
    });
    expect(whole).toEqual(['d/a']);
  });

  test('that came while the directory was synced are not synced', () => {
    const left = outcomes(({ disk }) => {
      disk.open('a', 'create');
      const point = disk.beginDirectorySync();
      disk.open('b', 'create');
      disk.completeDirectorySync('', point);
    });
    expect(left).toEqual(['a', 'a b']);
  });

  test('are not tried again after a failed sync', () => {
    const left = outcomes(({ disk }) => {
      disk.open('a', 'create');
      disk.failDirectorySync('', disk.beginDirectorySync());
      disk.open('b', 'create');
      disk.completeDirectorySync('', disk.beginDirectorySync());
    });
    expect(left).toEqual(['a b', 'b']);
  });

  test('are replaced as one, by a rename', () => {
    const left = outcomes((loose) => {
      for (const path of ['old', 'new']) {
        loose.disk.open(path, 'create');
        loose.sync(path);
      }
      loose.disk.rename('new', 'old');
    });
    expect(left).toEqual(['new old', 'old']);
  });

  test('of a directory that was removed do not come back with one of the same name', () => {
    const left = outcomes((loose) => {
      loose.disk.open('d/old', 'create');
      loose.sync('d/old');
      loose.disk.remove('d');
      loose.disk.open('d/new', 'create');
    });
    expect(left).toEqual(['', 'd/new', 'd/old']);
  });
});
