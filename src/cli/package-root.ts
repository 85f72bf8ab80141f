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

type Description = PackageFacts & {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
};

function description(): Description {
  return JSON.parse(readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8')) as Description;
}

export function packageFacts(): PackageFacts {
  const { name, version } = description();
  return { name, version };
}

/** The module of the running instance behind a name such as `rocketmq-windtunnel/node`; undefined when the package has no such door. */
export function packageDoor(specifier: string): string | undefined {
  const { name, exports } = description();
  const door =
    specifier === name || specifier.startsWith(`${name}/`)
      ? exports[`.${specifier.slice(name.length)}`]
      : undefined;
  if (door === undefined || typeof door === 'string') return undefined;
  return new URL(door.default.replace(/^\.\/dist\//, '').replace(/\.js$/, CODE_EXTENSION), CODE_ROOT).href;
}
