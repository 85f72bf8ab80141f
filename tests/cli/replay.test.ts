// Replay from the outside after the code has changed: what a capsule still says about a run that takes another way today.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt, makeFolder, readJson, readReport, removeFolder, windtunnel } from './command.ts';

const folders: string[] = [];

/** Messages of one key go where the number of the message, times a factor, says. */
function designText(factor: number): string {
  return `
import { design, type MessageQueueSelector } from 'rocketmq-windtunnel';

const selectQueue: MessageQueueSelector = ({ queues, message }) =>
  queues[(Number(message.properties.get('ordinal')) * ${factor}) % queues.length]!;

export const scattered = design({
  name: 'scattered',
  doc: 'Scatters the messages of a key.',
  options: { flush: 'synchronous' },
  parts: { client: { selectQueue } },
  limits: [],
});
`;
}

beforeAll(ensureBuilt, 60_000);
afterAll(() => folders.forEach(removeFolder));

describe('a capsule whose design has changed under the same name', () => {
  test('names the first event that is another now, and what was expected there', async () => {
    const folder = makeFolder({ 'scattered.ts': designText(1) });
    folders.push(folder);
    const words = ['--design', './scattered.ts', '--seeds', '1..1', '--json'];
    const found = readJson((await windtunnel(['explore', 'order-lifecycle', ...words], folder)).stdout);
    const [{ capsule } = { capsule: '' }] = found['failures'] as { capsule: string }[];
    const before = await windtunnel(['replay', capsule, '--trace', '--json'], folder);
    expect(readJson(before.stdout)).toMatchObject({ outcome: 'same', divergedAt: null });

    writeFileSync(join(folder, 'scattered.ts'), designText(0));
    const after = await windtunnel(['replay', capsule, '--trace', '--json'], folder);
    const document = readJson(after.stdout);
    expect(document).toMatchObject({ outcome: 'fixed', verdict: 'held', same: false });
    const [then, now] = [before, after].map(({ stdout }) => readJson(stdout)['trace'] as object[]);
    const differing = now?.findIndex((event, index) => !isSame(event, then?.[index])) ?? -1;
    expect(differing).toBeGreaterThan(0);
    expect(document['divergedAt']).toBe(differing + 1);
    for (const [side, trace] of [
      ['expected', then],
      ['got', now],
    ] as const) {
      const { event } = document[side] as { event: object };
      expect(trace?.[differing]).toMatchObject(event);
    }
    const text = (await windtunnel(['replay', capsule], folder)).stdout;
    expect(text).toContain(`diverged at event ${differing + 1}\n  expected  `);
    expect(readReport(folder, 'run.json')).toContain(capsule);
  });
});

function isSame(left: object, right: object | undefined): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
