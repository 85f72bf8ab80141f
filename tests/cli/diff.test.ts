// Diff from the outside: its documents, its exit codes, and what it refuses.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt, makeFolder, readJson, removeFolder, windtunnel } from './command.ts';

let folder = '';
let capsule = '';
let removed = '';

beforeAll(async () => {
  await ensureBuilt();
  folder = makeFolder();
  const words = ['--design', 'spread-keys', '--seeds', '1..1', '--json'];
  const found = readJson((await windtunnel(['explore', 'order-lifecycle', ...words], folder)).stdout);
  [{ capsule } = { capsule: '' }] = found['failures'] as { capsule: string }[];
  const text = readFileSync(join(folder, capsule), 'utf8');
  writeFileSync(join(folder, 'other.json'), text.replaceAll('"order-lifecycle"', '"flaky-consumer"'));
  const saved = JSON.parse(text) as { plan: { operations: { slot: number; operation: { atMs: number } }[] } };
  const [first, ...operations] = saved.plan.operations.sort(
    (left, right) => left.operation.atMs - right.operation.atMs,
  );
  removed = String(first?.slot);
  const smaller = { ...saved, plan: { ...saved.plan, operations } };
  writeFileSync(join(folder, 'smaller.json'), JSON.stringify(smaller));
}, 60_000);

afterAll(() => removeFolder(folder));

describe('diff', () => {
  test('the document has the names that scripts rely on', async () => {
    const [design, plan] = await Promise.all([
      windtunnel(['diff', capsule, '--design', 'baseline', '--json'], folder),
      windtunnel(['diff', capsule, 'smaller.json', '--json'], folder),
    ]);
    expect([design.code, plan.code]).toEqual([0, 0]);
    const replayed = await windtunnel(['replay', capsule, '--design', 'baseline', '--json'], folder);
    const document = readJson(design.stdout);
    const number = readJson(replayed.stdout)['divergedAt'];
    expect(document).toMatchObject({
      scenario: 'order-lifecycle',
      same: false,
      left: { design: 'spread-keys', verdict: 'violated', oracle: 'order-per-key', hasChanged: false },
      right: { design: 'baseline', verdict: 'held', oracle: null },
      firstDivergence: { number, left: { label: 'network connect' }, right: { label: 'network connect' } },
    });
    const kinds = (document['differences'] as { kind: string }[]).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['account', 'events']));
    const { inputs } = readJson(plan.stdout) as { inputs: object[] };
    expect(inputs).toMatchObject([{ kind: 'operation', name: removed }]);
    expect(readJson(plan.stdout)['right']).toMatchObject({ hasChanged: true });
  });

  test('what cannot be compared is refused with the remedy', async () => {
    const refusals = await Promise.all([
      windtunnel(['diff', capsule], folder),
      windtunnel(['diff', capsule, 'other.json'], folder),
      windtunnel(['diff', capsule, capsule, '--design', 'baseline'], folder),
    ]);
    const words = [
      /--design baseline/,
      /flaky-consumer[\s\S]*remedy: name two capsules of order-lifecycle/,
      /leave one of them out/,
    ];
    for (const [index, { code, stdout, stderr }] of refusals.entries()) {
      expect(stderr).toMatch(words[index] as RegExp);
      expect([code, stdout]).toEqual([64, '']);
    }
  });
});
