// A disk without a machine, for tests: its clock and its accidents are the test's.

import { Draws } from '../../draws.ts';
import type { CrashKind } from '../disk-faults.ts';
import type { DiskOptions } from '../disk-options.ts';
import { DEFAULT_DISK } from '../disk-options.ts';
import { Fate } from '../fate.ts';
import { MachineDisk } from '../machine-disk.ts';

export class LooseDisk {
  readonly disk: MachineDisk;
  readonly crashes: CrashKind[] = [];
  nowUs = 0;
  /** Draws differ from event to event. */
  event = 0;

  constructor(options: Partial<DiskOptions> = {}, seed = 'test') {
    const loose = this;
    const kernel = {
      draws: new Draws(seed),
      get nowUs() {
        return loose.nowUs;
      },
      eventIdentity: () => ({ high: loose.event, low: 1 }),
    };
    const crash = (kind: CrashKind) => void this.crashes.push(kind);
    this.disk = new MachineDisk({
      machine: 'a',
      kernel,
      options,
      crash,
      stampMs: () => Math.floor(loose.nowUs / 1000),
    });
  }

  /** File and names, as if both syncs were done. */
  sync(path: string): void {
    const file = this.disk.open(path, 'existing');
    file.completeSync(file.beginSync(), this.nowUs);
    this.syncNames(path);
  }

  /** Every directory from the one of the path to the root. */
  syncNames(path: string): void {
    for (let parent = path; parent !== ''; ) {
      parent = parent.includes('/') ? parent.slice(0, parent.lastIndexOf('/')) : '';
      this.disk.completeDirectorySync(parent, this.disk.beginDirectorySync());
    }
  }
}

/** The fate of one file that depends on nothing but the number. */
export function fate(number: number, options: Partial<DiskOptions> = {}): Fate {
  const draws = new Draws('test');
  const identity = { high: number, low: 1 };
  return new Fate({ draws, machine: 'a', identity, options: { ...DEFAULT_DISK, ...options } }, 'file');
}
