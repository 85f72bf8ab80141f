// One process at a time has a folder of data. The file says which; one that a killed process left behind does not count.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './usage-error.ts';

const NAME = 'serve.pid';

export class DataLock {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** @throws UsageError when another process has the folder */
  static take(directory: string): DataLock {
    const path = join(directory, NAME);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      if (create(path)) return new DataLock(path);
      const owner = ownerOf(path);
      if (owner !== undefined && isAlive(owner)) {
        throw new UsageError(`process ${owner} has ${directory}`, {
          remedy: 'stop it, or name another folder with --data',
        });
      }
      rmSync(path, { force: true });
    }
    throw new UsageError(`another process is taking ${directory}`, {
      remedy: 'name another folder with --data',
    });
  }

  release(): void {
    rmSync(this.#path, { force: true });
  }
}

function create(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function ownerOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
