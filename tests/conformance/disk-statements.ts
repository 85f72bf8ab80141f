// What disks and files say of themselves beside their content: when it changed, how full the disk is.

import { expect, test } from 'vitest';
import { encodeText } from '../../src/base/bytes.ts';
import type { Arm } from './arm.ts';

/** File systems may stamp by a clock that ticks like this. */
const COARSE_MS = 10;

export function statementContract(arm: Arm): void {
  test('a file says when it was last changed, by the clock of its machine', () =>
    arm.run(async ({ here: { disk, clock, timers } }) => {
      const before = clock.wallMs();
      const file = await disk.open('log', 'create');
      file.write(0, encodeText('abc'));
      const created = file.modifiedMs();
      expect(created).toBeGreaterThanOrEqual(before - COARSE_MS);
      expect(created).toBeLessThanOrEqual(clock.wallMs());
      await timers.sleep(4 * COARSE_MS, 'test');
      expect([file.read(0, 3).length, file.modifiedMs()]).toEqual([3, created]);
      await file.sync();
      expect(file.modifiedMs()).toBe(created);
      file.write(1, encodeText('x'));
      const written = file.modifiedMs();
      expect(written).toBeGreaterThan(created);
      await timers.sleep(4 * COARSE_MS, 'test');
      file.truncate(2);
      expect(file.modifiedMs()).toBeGreaterThan(written);
      expect((await disk.open('log', 'existing')).modifiedMs()).toBe(file.modifiedMs());
    }));

  test('a disk says how full it is', () =>
    arm.run(async ({ here: { disk } }) => {
      const { usedBytes, availableBytes } = await disk.usage();
      for (const bytes of [usedBytes, availableBytes]) expect(Number.isSafeInteger(bytes)).toBe(true);
      expect(usedBytes).toBeGreaterThanOrEqual(0);
      expect(availableBytes).toBeGreaterThan(0);
    }));
}
