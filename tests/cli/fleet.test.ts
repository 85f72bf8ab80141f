// Many machines as one: shards put together, by the steps of the examples for CI systems.

import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT, EXIT_TABLE } from '../../src/cli/exit-codes.ts';
import { ensureBuilt, makeFolder, readJson, readReport, removeFolder, windtunnel } from './command.ts';
import { readExample, runScript, scriptsOf } from './example-steps.ts';
import { smallFiles } from './small-scenario.ts';

const SHARDS = 8;
const folders: string[] = [];

function folderOf(files: Readonly<Record<string, string>> = {}): string {
  const folder = makeFolder(files);
  folders.push(folder);
  return folder;
}

beforeAll(ensureBuilt, 60_000);
afterAll(() => folders.forEach(removeFolder));

/** Of the newest report everything but what differs between machines: wall time, and the folder. */
function lasting(folder: string): object {
  const { result } = JSON.parse(readReport(folder, 'run.json')) as { result: Record<string, unknown> };
  const { report, wallSeconds, ...document } = result;
  return readJson(JSON.stringify(document).replaceAll(String(report), 'REPORT'));
}

function numbers(): readonly number[] {
  return Array.from({ length: SHARDS }, (_, index) => index + 1);
}

describe('report merge', () => {
  // The scenario fails in two ways, one of them in one shard only.
  const before = "if (slot === 1) throw new TypeError('one'); if (slot === 2) throw new RangeError('two');";
  const root = folderOf(smallFiles({ before, reach: ['the moon'] }));
  const [explore = '', merge = ''] = scriptsOf('examples/fleet/github-actions.yml');
  const variables = {
    SCENARIOS: './small.ts',
    DESIGN: 'baseline',
    SEEDS: '21',
    SHARDS: String(SHARDS),
    GITHUB_SHA: '1f0c8a',
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: join(root, 'summary.md'),
  };

  /** A machine of its own, as far as files go. */
  function machine(name: string): string {
    const folder = join(root, name);
    mkdirSync(folder, { recursive: true });
    for (const file of ['small.ts', 'key.ts']) copyFileSync(join(root, file), join(folder, file));
    return folder;
  }

  test('8 shards of uneven length, by the steps of the workflow, are one machine: document, files, capsules and exit code', async () => {
    const whole = machine('whole');
    const words = ['explore', './small.ts', '--seeds', '21', '--seed', '1f0c8a', '--workers', '2'];
    expect((await windtunnel(words, whole)).code).toBe(1);
    for (const shard of numbers()) {
      const folder = machine(`machines/${shard}`);
      const ended = await runScript(explore, folder, { ...variables, SHARD: String(shard) });
      expect(ended.stderr).not.toContain('::error');
      cpSync(join(folder, 'reports'), join(root, 'shards', `shard-${shard}`), { recursive: true });
    }
    const merged = await runScript(merge, root, variables);
    expect(merged.stderr).toMatch(
      /^::group::2 failures of windtunnel\n::error file=small\.ts,title=small with baseline%3A /,
    );
    expect(readFileSync(variables.GITHUB_STEP_SUMMARY, 'utf8')).toContain('### windtunnel: failed');
    expect(merged.stdout.trimEnd().split('\n').at(-1)).toMatch(
      /windtunnel replay reports\/.*-merge\/capsules\//,
    );
    expect(merged.code).toBe(1);
    expect(lasting(root)).toEqual(lasting(whole));
    expect(lasting(root)).toMatchObject({ runs: 21, isInterrupted: false, neverReached: ['the moon'] });
    expect(readReport(root, 'results.jsonl')).toBe(readReport(whole, 'results.jsonl'));
    const names = [root, whole].map((folder) => readdirSync(join(folder, 'reports', 'latest', 'capsules')));
    expect(names[0]).toHaveLength(2);
    expect(names[1]).toEqual(names[0]);
    const cases = [root, whole].map((folder) =>
      readReport(folder, 'junit.xml').match(/(name|tests|failures)="[^"]*"/g),
    );
    expect(cases[0]).toEqual(cases[1]);
    expect(readReport(root, 'index.html')).toContain('the moon');
  }, 120_000);

  test('a shard that is missing leaves a partial result; strangers and damage are refused', async () => {
    const some = numbers()
      .slice(0, -1)
      .map((number) => `shards/shard-${number}`);
    const partial = await windtunnel(['report', 'merge', ...some, '--json'], root);
    expect(partial.stderr).toContain('there is no report of shard 8/8: explore it, then merge again');
    expect(readJson(partial.stdout)).toMatchObject({ isInterrupted: true });
    expect(partial.code).toBe(130);

    // Merges of earlier are no shards.
    cpSync(join(root, 'reports'), join(root, 'shards', 'reports'), { recursive: true });
    const again = await windtunnel(['report', 'merge', 'shards', '--json'], root);
    expect(readJson(again.stdout)).toMatchObject({ runs: 21, isInterrupted: false });
    const mixed = await windtunnel(['report', 'merge', 'shards/shard-1', 'whole'], root);
    expect(mixed.stderr).toMatch(/number of shards: 8 in .*, 1 in .*\nremedy: name the folders of one batch/);
    const empty = await windtunnel(['report', 'merge', 'whole/node_modules'], root);
    expect(empty.stderr).toMatch(/there is no report in whole\/node_modules\nremedy: /);
    const third = join(root, 'shards', 'shard-3');
    const [report = ''] = readdirSync(third).filter((name) => name.endsWith('-explore'));
    const results = join(third, report, 'results.jsonl');
    writeFileSync(results, readFileSync(results, 'utf8').replace('"events":', '"events":"'));
    const damaged = await windtunnel(['report', 'merge', 'shards'], root);
    expect(damaged.stderr).toMatch(/line 1 of .*results\.jsonl is not the result of a run\n/);
    expect([mixed.code, empty.code, damaged.code]).toEqual([64, 64, 64]);
  });
});

describe('the action', () => {
  const [script = ''] = scriptsOf('action.yml');
  const folder = folderOf(smallFiles({ before: "throw new TypeError('100 % broken');" }));
  const inputs = {
    WINDTUNNEL_COMMAND: 'npx windtunnel',
    WINDTUNNEL_SCENARIOS: './small.ts',
    WINDTUNNEL_DESIGN: 'baseline',
    WINDTUNNEL_SEEDS: '0..1',
    WINDTUNNEL_SEED: '1f0c8a',
    WINDTUNNEL_PROFILE: 'calm',
    WINDTUNNEL_WORKERS: '1',
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
  };

  test('annotates, summarises, hands on the report and the exit code; its inputs are the variables of its script', async () => {
    const ended = await runScript(script, folder, inputs);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(
      /::error file=small\.ts,title=small with baseline%3A .*::TypeError: 100 %25 broken%0A/,
    );
    expect(readFileSync(inputs.GITHUB_STEP_SUMMARY, 'utf8')).toContain('### windtunnel: failed');
    const { result, asked } = JSON.parse(readReport(folder, 'run.json')) as Record<
      string,
      Record<string, string>
    >;
    expect(asked).toMatchObject({ profile: 'calm', seed: '1f0c8a', workers: 1 });
    expect(readFileSync(inputs.GITHUB_OUTPUT, 'utf8')).toMatch(
      new RegExp(`^exit-code=1\nreport=.*${result?.['report']}\ndigest=${result?.['digest']}\n$`),
    );
    const declared = readExample('action.yml').matchAll(/^ {8}(WINDTUNNEL_\w+): \$\{\{ inputs\./gm);
    const used = script.matchAll(/WINDTUNNEL_\w+/g);
    expect(new Set([...declared].map(([, name]) => name))).toEqual(new Set([...used].map(([name]) => name)));
  }, 60_000);
});

describe('the jobs of Kubernetes', () => {
  const text = readExample('examples/fleet/kubernetes.yaml');

  test('give each pod its shard, from 1', async () => {
    const folder = folderOf({ 'small.ts': '' });
    const [script = ''] = scriptsOf('examples/fleet/kubernetes.yaml');
    const variables = { SCENARIOS: 'no-such-scenario', DESIGN: 'd', SEEDS: '9', SEED: 's', SHARDS: '8' };
    const echo = script.replace('exec node_modules/.bin/windtunnel', 'echo');
    const ended = await Promise.all(
      ['0', '7'].map((JOB_COMPLETION_INDEX) =>
        runScript(echo, folder, { ...variables, JOB_COMPLETION_INDEX }),
      ),
    );
    expect(ended.map(({ stdout }) => stdout)).toEqual(
      ['1/8', '8/8'].map(
        (shard) => `explore no-such-scenario --design d --seeds 9 --seed s --shard ${shard}\n`,
      ),
    );
    const real = await runScript(script, folder, { ...variables, JOB_COMPLETION_INDEX: '0' });
    expect(real.stderr).toContain('there is no scenario named "no-such-scenario"');
    expect(real.code).toBe(64);
  });

  test('try again what another try can mend, and nothing else, as the page says', () => {
    const rules = [...text.matchAll(/- action: (\w+)\n {8}onExitCodes:[\s\S]*?values: \[([\d, ]+)\]/g)];
    const actions = new Map(
      rules.flatMap(([, action, values]) => (values ?? '').split(', ').map((code) => [Number(code), action])),
    );
    const page = readFileSync(new URL('../../docs/FLEET.md', import.meta.url), 'utf8');
    for (const [code] of EXIT_TABLE) {
      const action = code === EXIT.held ? 'done' : (actions.get(code) ?? 'tried again');
      expect(page).toMatch(new RegExp(`^\\| ${code} \\| .* \\| ${action}\\b.* \\|$`, 'm'));
    }
    expect([...actions.keys()].sort((left, right) => left - right)).toEqual([1, 2, 3, 4, 64]);
    expect(text).toContain(`completions: ${SHARDS}\n`);
  });

  test('hand the folders of the pods to the merge', () => {
    expect(text).toContain('subPathExpr: shard-$(JOB_COMPLETION_INDEX)\n');
    const [merge] = scriptsOf('examples/fleet/kubernetes-merge.yaml');
    expect(merge).toBe('exec node_modules/.bin/windtunnel report merge shards/shard-*');
  });
});
