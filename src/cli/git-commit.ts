// The commit of the user's repository, for capsules.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Undefined outside a repository. */
export async function currentCommit(folder: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: folder });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
