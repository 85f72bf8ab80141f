// The layering table of docs/ARCHITECTURE.md as data: the one place that says which folder may import which. Rows are in
// reading order; a layer can only name layers above it, so the graph of layers has no cycle by construction.

export interface Layer {
  /** Folder below `src/`. */
  readonly name: string;
  /** What it is, for people. */
  readonly doc: string;
  readonly imports: readonly string[];
  /** Packages from the registry that its purpose needs. */
  readonly packages: readonly string[];
  /** `free` layers run in any JavaScript engine; `node` and `browser` layers are composition roots or adapters. */
  readonly host: 'free' | 'node' | 'browser';
}

type Extras = Partial<Pick<Layer, 'packages' | 'host'>>;

function layer(name: string, doc: string, imports: readonly string[], extras: Extras = {}): Layer {
  return { name, doc, imports, packages: extras.packages ?? [], host: extras.host ?? 'free' };
}

const WIRE: readonly string[] = [
  'base',
  'environment',
  'messaging/message',
  'messaging/protocol',
  'messaging/remoting',
];

const SYSTEM: readonly string[] = [
  ...WIRE,
  'messaging/store',
  'messaging/replication',
  'messaging/name-server',
  'messaging/broker',
  'messaging/client',
];

const SCENARIO: readonly string[] = [...SYSTEM, 'simulator', 'history', 'oracles'];

const PLAN_PACKAGES: readonly string[] = ['fast-check', 'pure-rand', 'seedrandom', 'zod'];

export const LAYERS: readonly Layer[] = [
  layer('base', 'words every layer shares: assert, bytes, crc32, hashing, branded numbers', []),
  layer('environment', 'the world as a process sees it; interfaces only', ['base']),
  layer(
    'messaging/message',
    'what is stored and sent: message, the field table of a record, queue, properties',
    ['base'],
  ),
  layer('messaging/protocol', 'what is said: codes and one definition per request', [
    'base',
    'messaging/message',
  ]),
  layer('messaging/remoting', 'how it is carried: command, frame codec, client, server', [
    'base',
    'environment',
  ]),
  layer(
    'messaging/store',
    'what is kept: commit log, dispatcher, consume queue, key index, checkpoint, recovery',
    ['base', 'environment', 'messaging/message'],
  ),
  layer(
    'messaging/replication',
    'who else has it: sender, receiver, metadata sync, confirm position, role change',
    [...WIRE, 'messaging/store'],
  ),
  layer('messaging/name-server', 'who is where', [
    'base',
    'environment',
    'messaging/protocol',
    'messaging/remoting',
  ]),
  layer(
    'messaging/broker',
    'services over the store: send, pull, long polling, offsets, groups, locks, topics',
    [...WIRE, 'messaging/store', 'messaging/replication'],
  ),
  layer('messaging/client', 'producers and consumers', WIRE, { packages: ['@noble/hashes', 'fflate'] }),
  layer('simulator', 'a world in a box that knows nothing of messaging', ['base', 'environment'], {
    packages: ['pure-rand', 'seedrandom'],
  }),
  layer('guard', 'traps that keep the code of a run away from its host', ['base']),
  layer(
    'nodejs',
    'the real world behind the same interfaces: TCP, files, timers; the pump of a simulation and its guard',
    ['base', 'environment', 'guard'],
    {
      host: 'node',
      packages: ['seedrandom'],
    },
  ),
  layer('history', 'what was observed, generic: events, operations, faults', ['base']),
  layer('oracles', 'what may never happen, and what must happen in the end: one promise per file', [
    'base',
    'environment',
    'messaging/message',
    'messaging/store',
    'history',
  ]),
  layer(
    'scenario',
    'one run: plan, topology, design, workload, phases; composition root of a simulated cluster',
    SCENARIO,
    {
      packages: PLAN_PACKAGES,
    },
  ),
  layer(
    'explorer',
    'many runs: explore, replay, shrink, compare, diff, likelihood, reach',
    ['base', 'simulator', 'history', 'oracles', 'scenario'],
    { packages: [...PLAN_PACKAGES, 'fflate'] },
  ),
  layer('report', 'outcomes for people, as data and pages', ['base', 'history', 'oracles', 'explorer']),
  layer(
    'viewer',
    'browser composition root: the page that carries scenario and simulator',
    [...SCENARIO, 'guard', 'scenario', 'explorer', 'report'],
    { host: 'browser', packages: PLAN_PACKAGES },
  ),
  layer('cli', "composition root on Node: one file per command, the explorer's host, `serve`", ['*'], {
    host: 'node',
    packages: ['*'],
  }),
];

/** Folders beside `src`, which the same rules judge. */
export const OUTER_LAYERS: readonly Layer[] = [
  layer('scenarios', 'scenarios that come with the package', [...SCENARIO, 'scenario', 'scenarios'], {
    packages: ['fast-check', 'rocketmq-windtunnel'],
  }),
  layer('designs', 'good designs, and the zoo of bad ones', [...SCENARIO, 'scenario', 'designs'], {
    packages: ['rocketmq-windtunnel'],
  }),
  layer('properties', 'properties for vitest', ['*'], { host: 'node', packages: ['*'] }),
  layer('examples', 'what users of the package write, as they write it', ['examples'], {
    host: 'node',
    packages: ['rocketmq-windtunnel'],
  }),
  layer('bench', 'measurements', ['*'], { host: 'node', packages: ['*'] }),
  layer('tests', 'tests that belong to no single file', ['*'], { host: 'node', packages: ['*'] }),
];

const ALL_LAYERS: readonly Layer[] = [...LAYERS, ...OUTER_LAYERS];

/** The layer of a file, undefined for files that belong to none (configuration at the top). */
export function layerOf(path: string): Layer | undefined {
  return ALL_LAYERS.find((candidate) => path.startsWith(folderOf(candidate)));
}

function folderOf(candidate: Layer): string {
  return OUTER_LAYERS.includes(candidate) ? `${candidate.name}/` : `src/${candidate.name}/`;
}

/** The table as it stands in docs/ARCHITECTURE.md. */
export function renderLayerTable(): string {
  const rows = LAYERS.map((row) => `| \`${row.name}\` | ${row.doc} | ${renderImports(row)} |`);
  return ['| layer (`src/…`) | what it is | may import |', '|---|---|---|', ...rows].join('\n');
}

function renderImports(row: Layer): string {
  const names = row.imports.map((name) => (name === '*' ? 'anything' : name.replace('messaging/', '')));
  if (row.host === 'node') names.push('`node:*`');
  if (row.host === 'browser') names.push('DOM');
  return names.length === 0 ? '–' : names.join(', ');
}
