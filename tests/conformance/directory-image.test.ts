// A directory of the host as an image: what a process wrote is there, and nothing is changed by looking.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DirectoryImage } from '../../src/nodejs/directory-image.ts';

const root = mkdtempSync(join(tmpdir(), 'windtunnel-image-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('a directory as an image', () => {
  test('shows files at any depth, also behind links, sorted', () => {
    const [folder, elsewhere] = [join(root, 'folder'), join(root, 'elsewhere')];
    mkdirSync(join(folder, 'b/c'), { recursive: true });
    mkdirSync(elsewhere);
    writeFileSync(join(folder, 'b/c/2'), 'two');
    writeFileSync(join(folder, 'b-1'), '');
    writeFileSync(join(elsewhere, 'there'), 'linked');
    symlinkSync(elsewhere, join(folder, 'a'));
    symlinkSync(join(root, 'nowhere'), join(folder, 'dangling'));
    symlinkSync(folder, join(folder, 'b/again'));
    const image = new DirectoryImage(folder, 'store');
    expect(image.paths().slice(0, 3)).toEqual(['store/a/there', 'store/b-1', 'store/b/again/a/there']);
    expect(image.paths()).toContain('store/b/c/2');
    expect(image.size('store/b-1')).toBe(0);
    expect(image.read('store/a/there', 2, 100)).toEqual(new TextEncoder().encode('nked'));
    image.close();
  });

  test('knows nothing of other paths', () => {
    writeFileSync(join(root, 'outside'), 'x');
    mkdirSync(join(root, 'empty'));
    const image = new DirectoryImage(join(root, 'empty'), 'store');
    for (const path of ['outside', 'store/none', 'store/../outside', 'store/']) {
      expect([image.size(path), image.read(path, 0, 1)]).toEqual([undefined, undefined]);
    }
    expect(image.paths()).toEqual([]);
  });

  test('reads holes of large files, and files that changed, with few descriptors', () => {
    const folder = join(root, 'large');
    mkdirSync(folder);
    for (let file = 0; file < 100; file += 1) writeFileSync(join(folder, `${file}`), `${file}`);
    truncateSync(join(folder, '7'), 5_000_000_000);
    const image = new DirectoryImage(folder, 'store');
    for (let file = 0; file < 100; file += 1) {
      expect(image.read(`store/${file}`, 0, 1)?.[0]).toBe(`${file}`.charCodeAt(0));
    }
    expect(image.read('store/7', 4_999_999_999, 10)).toEqual(Uint8Array.of(0));
    writeFileSync(join(folder, '99'), 'changed');
    expect(image.size('store/99')).toBe(7);
    image.close();
  });
});
