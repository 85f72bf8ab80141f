// A store folder that RocketMQ's own store wrote (README.md), file by file.

import { readFileSync } from 'node:fs';
import { fromHex } from '../../src/base/bytes.ts';

export interface GoldenFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** Zeros at the end of a file are left out of what is committed. */
export function goldenFolder(name: 'closed' | 'killed'): readonly GoldenFile[] {
  const text = readFileSync(new URL(`folder-${name}.json`, import.meta.url), 'utf8');
  const files = JSON.parse(text) as Record<string, { readonly size: number; readonly bytes: string }>;
  return Object.entries(files).map(([path, { size, bytes }]) => {
    const content = new Uint8Array(size);
    content.set(fromHex(bytes) as Uint8Array);
    return { path, content };
  });
}
