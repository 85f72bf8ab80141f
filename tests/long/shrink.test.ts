// `npm run check:shrink`: the first failure of every design of the zoo that its own oracle finds becomes small within a short budget and
// replays the same. Prints each of them and the medians before and after. The whole zoo takes about 20 minutes; `-t <design>` takes one.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlanSize } from '../../src/explorer/shrink/plan-size.ts';
import { ensureBuilt, makeFolder, readJson, removeFolder, windtunnel } from '../cli/command.ts';
import { type Animal, readZoo } from './zoo-list.ts';

const BUDGET = process.env['SHRINK_BUDGET'] ?? '20s';
const SEEDS = 2000;
const FAULTS_MAX = 5;
const OPERATIONS_MAX = 10;
const MEASURES = ['operations', 'faults', 'machines'] as const;

interface Row {
  readonly name: string;
  readonly before: PlanSize;
  readonly after: PlanSize;
  readonly runs: number;
  readonly wallSeconds: number;
  readonly finished: boolean;
}

interface Found {
  readonly failures: readonly { readonly seed: string; readonly oracle: string; readonly capsule: string }[];
}

const zoo = await readZoo();
const rows: Row[] = [];
let folder = '';

beforeAll(async () => {
  await ensureBuilt();
  folder = makeFolder();
}, 120_000);

afterAll(() => {
  if (folder !== '') removeFolder(folder);
  print(`medians of ${rows.length} designs, budget ${BUDGET}`, medians());
});

describe('the zoo', () => {
  test.each(zoo)('$name', async (animal) => {
    const capsule = await firstFailure(animal);
    const shrunk = await windtunnel(['shrink', capsule, '--budget', BUDGET, '--json'], folder);
    expect(shrunk.code, shrunk.stderr).toBe(0);
    const row = { name: animal.name, ...readJson(shrunk.stdout) } as unknown as Row;
    rows.push(row);
    print(row.name, row);
    const replayed = await windtunnel(
      ['replay', capsule.replace(/\.json$/, '.shrunk.json'), '--json'],
      folder,
    );
    expect(readJson(replayed.stdout)).toMatchObject({
      outcome: 'same',
      oracle: animal.oracle,
      fingerprint: readJson(shrunk.stdout)['fingerprint'],
    });
  });

  test.runIf(zoo.length > 1)('the median failure is small', () => {
    const { after } = medians();
    expect(after.faults).toBeLessThanOrEqual(FAULTS_MAX);
    expect(after.operations).toBeLessThanOrEqual(OPERATIONS_MAX);
  });
});

/** By the oracle that the design names; what others find on the way does not count. */
async function firstFailure({ name, scenario, oracle }: Animal): Promise<string> {
  for (let first = 0; first < SEEDS; ) {
    const words = ['--design', name, '--seeds', `${first}..${SEEDS - 1}`, '--max-failures', '1', '--json'];
    const { failures } = readJson(
      (await windtunnel(['explore', scenario, ...words], folder)).stdout,
    ) as unknown as Found;
    const [failure] = failures;
    if (failure === undefined) break;
    if (failure.oracle === oracle) return failure.capsule;
    first = Number(failure.seed.split(':').at(-1)) + 1;
  }
  throw new Error(`${oracle} does not convict ${name} within ${SEEDS} seeds of ${scenario}`);
}

function medians(): Pick<Row, 'before' | 'after'> {
  const of = (side: 'before' | 'after') =>
    Object.fromEntries(MEASURES.map((measure) => [measure, median(rows.map((row) => row[side][measure]))]));
  return { before: of('before') as unknown as PlanSize, after: of('after') as unknown as PlanSize };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function print(
  title: string,
  { before, after, ...rest }: Pick<Row, 'before' | 'after'> & Partial<Row>,
): void {
  const sizes = MEASURES.map((measure) => `${before[measure]} -> ${after[measure]} ${measure}`).join(', ');
  const { runs, wallSeconds, finished } = rest;
  const cost =
    runs === undefined
      ? ''
      : `; ${runs} runs, ${wallSeconds?.toFixed(1)} s${finished === true ? '' : ', time was up'}`;
  process.stdout.write(`${title}: ${sizes}${cost}\n`);
}
