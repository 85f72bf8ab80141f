// Which designs the zoo has, where each fails and who must find it.

import { readdir } from 'node:fs/promises';
import type { Design } from '../../src/scenario/design.ts';

export interface Animal {
  readonly name: string;
  readonly scenario: string;
  readonly oracle: string;
}

const ZOO = new URL('../../designs/zoo/', import.meta.url);

export async function readZoo(): Promise<readonly Animal[]> {
  const files = (await readdir(ZOO))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort();
  const designs = await Promise.all(files.map((file) => import(new URL(file, ZOO).href)));
  return designs.flatMap((exports) =>
    (Object.values(exports) as Design[])
      .filter(({ defect }) => defect !== undefined)
      .map(({ name, defect }) => ({ name, scenario: defect?.scenario ?? '', oracle: defect?.oracle ?? '' })),
  );
}
