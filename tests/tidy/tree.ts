// The committed files, found by walking folders rather than by asking git, so that the rules also run on an unpacked archive.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from './source.ts';
import { parseSource } from './source.ts';

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['.git', 'node_modules', 'dist', 'coverage']);
const TEXT_FILE = /\.(ts|js|mjs|json|jsonc|md|html|css|yml|yaml|txt|sh)$|^(run|LICENSE|\.gitignore|\.npmrc)$/;
const SOURCE_FOLDERS = /^(src|scenarios|designs|properties|bench|tests|examples)\//;

export function readTextFiles(root: string): TextFile[] {
  return listFiles(root, '').map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

export function parseSources(files: readonly TextFile[]): Source[] {
  return files
    .filter((file) => SOURCE_FOLDERS.test(file.path) && file.path.endsWith('.ts'))
    .map((file) => parseSource(file.path, file.text));
}

function listFiles(root: string, folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return isSkipped(path, entry.name) ? [] : listFiles(root, path);
    return isCommitted(path) && TEXT_FILE.test(entry.name) ? [path] : [];
  });
}

function isSkipped(path: string, name: string): boolean {
  return SKIPPED_FOLDERS.has(name) || path.startsWith('reports/');
}

/** Of `reports` only its README is committed. */
function isCommitted(path: string): boolean {
  return !path.startsWith('reports/') || path === 'reports/README.md';
}
