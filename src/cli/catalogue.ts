// The scenarios and designs that come with the package: one file each, named like it.

import { readdir } from 'node:fs/promises';
import { CODE_EXTENSION, CODE_ROOT } from './package-root.ts';

export type ModuleKind = 'scenario' | 'design';

const FOLDERS: Readonly<Record<ModuleKind, readonly string[]>> = {
  scenario: ['scenarios/'],
  design: ['designs/', 'designs/modes/', 'designs/zoo/'],
};

/** Module URLs by name, in alphabetical order; the good designs before the zoo. */
export async function listModules(kind: ModuleKind): Promise<ReadonlyMap<string, string>> {
  const modules = new Map<string, string>();
  for (const folder of FOLDERS[kind]) {
    const url = new URL(folder, CODE_ROOT);
    for (const file of (await filesOf(url)).sort()) {
      modules.set(file.slice(0, -CODE_EXTENSION.length), new URL(file, url).href);
    }
  }
  return modules;
}

async function filesOf(folder: URL): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && isModule(entry.name)).map(({ name }) => name);
}

function isModule(file: string): boolean {
  return file.endsWith(CODE_EXTENSION) && !file.endsWith('.d.ts') && !file.endsWith('.test.ts');
}
