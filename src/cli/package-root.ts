// Where this package lies and what it says about itself, from the sources as well as from the compiled files.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FROM_HERE = '../../';

/** Folder of `src`, `scenarios` and `designs`, in the form that runs: the package itself, or its `dist`. */
export const CODE_ROOT = new URL(FROM_HERE, import.meta.url);

/** Extension of the modules that run. */
export const CODE_EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

function findPackageRoot(): URL {
  return existsSync(new URL('package.json', CODE_ROOT)) ? CODE_ROOT : new URL('../', CODE_ROOT);
}

export const PACKAGE_ROOT = findPackageRoot();
export const PACKAGE_FOLDER = fileURLToPath(PACKAGE_ROOT);

export interface PackageFacts {
  readonly name: string;
  readonly version: string;
}

export function packageFacts(): PackageFacts {
  const text = readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8');
  const { name, version } = JSON.parse(text) as PackageFacts;
  return { name, version };
}
