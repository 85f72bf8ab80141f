// Likelihood from the outside: the document, the picture, and what is left when it is interrupted.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt, makeFolder, readJson, removeFolder, start, windtunnel } from './command.ts';

let folder = '';
let capsule = '';

beforeAll(async () => {
  await ensureBuilt();
  folder = makeFolder();
  const words = ['explore', 'order-lifecycle', '--design', 'spread-keys', '--max-failures', '1', '--json'];
  const found = readJson((await windtunnel(words, folder)).stdout);
  capsule = (found['failures'] as { capsule: string }[])[0]?.capsule ?? '';
}, 90_000);

afterAll(() => removeFolder(folder));

describe('the likelihood of a saved failure', () => {
  test('is a document of points and jumps, from the start of the run to its failure', async () => {
    const { code, stdout } = await windtunnel(['likelihood', capsule, '--runs', '1', '--json'], folder);
    expect(code).toBe(0);
    const document = readJson(stdout);
    const points = document['points'] as { at: number; probability: number; runs: number }[];
    expect(points.length).toBeGreaterThanOrEqual(9);
    expect(points[0]).toMatchObject({ at: 0, runs: 1 });
    expect(points.at(-1)).toMatchObject({ at: document['failedAt'], probability: 1, runs: 1 });
    for (const { at, events } of document['jumps'] as { at: number; events: { at: number }[] }[]) {
      for (const event of events) expect(event.at).toBeLessThanOrEqual(at);
    }
  });

  test('is a picture, and the command that shows more', async () => {
    const { stdout } = await windtunnel(['likelihood', capsule, '--runs', '1'], folder);
    expect(stdout).toContain('100 %┤');
    expect(stdout).toMatch(/inevitable from .+ on; found at \d/);
    expect(stdout).toMatch(/(\d+) runs at \1 moments/);
  });

  test('is a partial one after an interrupt', async () => {
    const words = ['likelihood', capsule, '--runs', '100000', '--budget', '10m', '--json'];
    const running = start(words, folder);
    await running.said('now it is performed again');
    running.interrupt();
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(readJson(stdout)).toMatchObject({ isInterrupted: true });
  });

  test('of a run that holds there is none', async () => {
    const { code, stderr } = await windtunnel(['likelihood', capsule, '--design', 'baseline'], folder);
    expect(code).toBe(4);
    expect(stderr).toMatch(/holds now[\s\S]*remedy: /);
  });
});
