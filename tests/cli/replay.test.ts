// Replay from the outside after the code has changed: what a capsule still says about a run that takes another way today.

import { readFileSync, writeFileSync } from 'node:fs';
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

describe('causes of a saved failure', () => {
  test('are drawn on stdout, exported to files, and told beside the comparison', async () => {
    const folder = makeFolder({ 'scattered.ts': designText(1) });
    folders.push(folder);
    const words = ['--design', './scattered.ts', '--seeds', '1..1', '--json'];
    const found = readJson((await windtunnel(['explore', 'order-lifecycle', ...words], folder)).stdout);
    const [{ capsule } = { capsule: '' }] = found['failures'] as { capsule: string }[];
    const exports = ['--export', 'perfetto=run.json', '--export', 'shiviz=run.log'];
    const drawn = await windtunnel(['replay', capsule, '--why', '--mermaid', '-', ...exports], folder);
    expect(drawn.code).toBe(0);
    expect(drawn.stdout).toMatch(/^sequenceDiagram\n {2}participant m0 as /);
    expect(drawn.stderr).toMatch(/^same: .*\n(?:.*\n)*why: group order-desk got message \d of key/m);
    const trace = readJson(readFileSync(join(folder, 'run.json'), 'utf8'))['traceEvents'];
    const [expression, , ...log] = readFileSync(join(folder, 'run.log'), 'utf8').trimEnd().split('\n');
    expect(trace).toContainEqual(expect.objectContaining({ ph: 'X', ts: 0, name: 'process start' }));
    expect(log.every((line) => new RegExp(expression ?? '').test(line))).toBe(true);

    const told = await windtunnel(['replay', capsule, '--why', '--json'], folder);
    const { why, trace: whole } = readJson(told.stdout);
    expect((why as { steps: unknown[] }).steps.length).toBeGreaterThan(10);
    expect(whole).toBeUndefined();

    const refused = await windtunnel(['replay', capsule, '--export', 'perfetto=nowhere/run.json'], folder);
    expect(refused.code).toBe(64);
    expect(refused.stderr).toContain('--export perfetto cannot write nowhere/run.json');
  }, 60_000);
});
