import { describe, expect, test } from 'vitest';
import { LooseDisk } from './testing/loose-disk.ts';

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
