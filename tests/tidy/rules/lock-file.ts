// The lock file names every optional package of every platform. npm leaves out those that its registry does not serve, and then
// `npm ci` refuses the file everywhere, also on platforms that need none of them.

import type { Problem } from '../problem.ts';

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export function checkLockFile(path: string, text: string): Problem[] {
  const { packages } = JSON.parse(text) as { readonly packages: Readonly<Record<string, LockedPackage>> };
  const missing = Object.values(packages)
    .flatMap((locked) => Object.keys(locked.optionalDependencies ?? {}))
    .filter((name) => packages[`node_modules/${name}`] === undefined);
  return missing.map((name) => ({
    path,
    line: 1,
    message: `lacks ${name}: add it as npm would, or npm ci fails`,
  }));
}
