// One bundle per entry, so that every host runs the same text.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export async function bundle(entry: string, platform: 'node' | 'browser', outfile: string): Promise<void> {
  await build({
    entryPoints: [join(ROOT, 'tests/long', entry)],
    outfile,
    bundle: true,
    format: 'esm',
    platform,
    target: platform === 'node' ? 'node20' : 'es2023',
    logLevel: 'error',
    alias: { 'rocketmq-windtunnel/simulator': join(ROOT, 'src/simulator/index.ts') },
  });
}
