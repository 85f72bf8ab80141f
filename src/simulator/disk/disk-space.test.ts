import { describe, expect, test } from 'vitest';
import { LooseDisk } from './testing/loose-disk.ts';

const PAGE = 4096;
const TEBIBYTE = 2 ** 40;

function used({ disk }: LooseDisk): number {
  return disk.usage().usedBytes / PAGE;
}

describe('the usage of a disk', () => {
  test('counts pages that hold something, of files of any size', () => {
    const loose = new LooseDisk({ capacityBytes: 10 * PAGE + 1 });
    const file = loose.disk.open('log', 'create');
    file.truncate(1_000_000);
    expect(loose.disk.usage()).toEqual({ usedBytes: 0, availableBytes: 10 * PAGE });
    file.write(PAGE - 1, new Uint8Array(2));
    expect(loose.disk.usage()).toEqual({ usedBytes: 2 * PAGE, availableBytes: 8 * PAGE });
    loose.disk.remove('log');
    expect(used(loose)).toBe(0);
  });

  test('ends at the capacity, and so do writes', () => {
    const loose = new LooseDisk({ capacityBytes: 2 * PAGE });
    const file = loose.disk.open('log', 'create');
    expect(file.write(0, new Uint8Array(3 * PAGE))).toBe(2 * PAGE);
    expect(loose.disk.usage()).toEqual({ usedBytes: 2 * PAGE, availableBytes: 0 });
  });

  test('begins with what others took', () => {
    const loose = new LooseDisk({ capacityBytes: 10 * PAGE, takenBytes: 7 * PAGE });
    const file = loose.disk.open('log', 'create');
    expect(loose.disk.usage()).toEqual({ usedBytes: 7 * PAGE, availableBytes: 3 * PAGE });
    expect(file.write(0, new Uint8Array(4 * PAGE))).toBe(3 * PAGE);
    expect(loose.disk.usage()).toEqual({ usedBytes: 10 * PAGE, availableBytes: 0 });
  });

  test('includes what somebody else took, and only as long as he keeps it', () => {
    const loose = new LooseDisk();
    expect(loose.disk.usage()).toEqual({ usedBytes: 0, availableBytes: TEBIBYTE });
    const giveBack = loose.disk.faults.fillUp(3 * PAGE);
    loose.disk.open('log', 'create').write(0, Uint8Array.of(1));
    expect(loose.disk.usage()).toEqual({ usedBytes: TEBIBYTE - 2 * PAGE, availableBytes: 2 * PAGE });
    giveBack();
    expect(used(loose)).toBe(1);
  });

  test('is what a power loss left', () => {
    const loose = new LooseDisk({ capacityBytes: 10 * PAGE });
    loose.disk.open('kept', 'create').write(0, new Uint8Array(PAGE));
    loose.sync('kept');
    loose.disk.remove('kept');
    expect(used(loose)).toBe(0);
    loose.disk.wipe();
    expect(used(loose)).toBe(0);
  });
});
