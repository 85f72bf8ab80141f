// The package as its users get it: packed, installed into an empty folder, run, and compiled against.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const user = mkdtempSync(join(tmpdir(), 'windtunnel-user-'));

const USER_SCENARIO = `import { scenario } from 'rocketmq-windtunnel';

type Shape = Parameters<typeof scenario>[0];

export function renamed(base: Shape): Shape {
  return scenario({ ...base, name: 'mine', doc: 'A scenario of a user.' });
}

// @ts-expect-error: a scenario has more than a name
scenario({ name: 'mine' });
`;

const USER_COMPILER = {
  compilerOptions: {
    target: 'ES2023',
    lib: ['ES2023'],
    types: [],
    module: 'NodeNext',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
  },
  include: ['scenario.ts'],
};

/** As for code on Node: what a user without types of Node needs of it is declared beside. */
const EXAMPLE_COMPILER = {
  compilerOptions: {
    ...USER_COMPILER.compilerOptions,
    noEmit: false,
    outDir: 'built',
    rewriteRelativeImportExtensions: true,
  },
};

let packedPaths: readonly string[] = [];

function run(folder: string, command: string, ...parameters: readonly string[]): string {
  return execFileSync(command, parameters, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

beforeAll(() => {
  const packed = run(root, 'npm', 'pack', '--json', '--silent', '--pack-destination', user);
  const [archive] = JSON.parse(packed.slice(packed.indexOf('[\n'))) as [
    { readonly filename: string; readonly files: readonly { readonly path: string }[] },
  ];
  packedPaths = archive.files.map(({ path }) => path);
  writeFileSync(join(user, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const archivePath = join(user, archive.filename);
  run(user, 'npm', 'install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', archivePath);
});

afterAll(() => rmSync(user, { recursive: true, force: true }));

describe('the package', () => {
  test('carries what it needs and no tests', () => {
    for (const path of ['LICENSE', 'README.md', 'dist/src/cli/main.js', 'dist/src/scenario/index.d.ts']) {
      expect(packedPaths).toContain(path);
    }
    const surplus =
      /(\.test\.|\.prop\.|^tests\/|^properties\/|^reports\/|^coverage\/|^node_modules\/|\/testing\/)/;
    expect(packedPaths.filter((path) => surplus.test(path))).toEqual([]);
  });

  test('has the windtunnel command', () => {
    const bin = join(user, 'node_modules/.bin/windtunnel');
    expect(run(user, bin, '--help')).toMatch(/Usage: windtunnel/);
    expect(JSON.parse(run(user, bin, 'list', 'scenarios', '--json'))).not.toEqual([]);
  });

  test('has types that a scenario of a user compiles against', () => {
    mkdirSync(join(user, 'own'), { recursive: true });
    writeFileSync(join(user, 'own/scenario.ts'), USER_SCENARIO);
    writeFileSync(join(user, 'own/tsconfig.json'), JSON.stringify(USER_COMPILER));
    const compiler = join(root, 'node_modules/.bin/tsc');
    expect(run(join(user, 'own'), compiler, '-p', 'tsconfig.json')).toBe('');
  });

  test('has a simulator on which the examples compile and run', () => {
    const folder = join(user, 'examples');
    cpSync(join(user, 'node_modules/rocketmq-windtunnel/examples'), folder, { recursive: true });
    writeFileSync(join(folder, 'host.d.ts'), 'declare const console: { log(text: string): void };\n');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(EXAMPLE_COMPILER));
    expect(run(folder, join(root, 'node_modules/.bin/tsc'), '-p', 'tsconfig.json')).toBe('');
    const output = run(folder, process.execPath, 'built/hunt.js');
    expect(output.match(/was acknowledged|replayed: the same run|held in 100 runs/g)).toHaveLength(3);
  });

  test('loads without a host that was not asked for', () => {
    const names = run(
      user,
      process.execPath,
      '--input-type=module',
      '-e',
      "for (const door of ['', '/simulator', '/node', '/browser', '/guard'])" +
        "console.log(Object.keys(await import('rocketmq-windtunnel' + door)).join(' '))",
    );
    for (const name of ['scenario', 'Simulation', 'MicrotaskPump', 'MessageChannelPump'])
      expect(names).toContain(name);
  });
});
