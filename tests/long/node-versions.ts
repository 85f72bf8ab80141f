// Other versions of Node, as binaries that npm serves in packages per platform. Nothing of a package runs at its installation.

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Path of the binary. @throws Error when npm cannot install it */
export function installNode(folder: string, major: number): string {
  const name = `node-${process.platform}-${process.arch}`;
  const home = join(folder, `node-${major}`);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true }));
  const words = ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--silent'];
  execFileSync('npm', [...words, `${name}@${major}`], { cwd: home, stdio: ['ignore', 'ignore', 'inherit'] });
  return join(home, 'node_modules', name, 'bin', 'node');
}
