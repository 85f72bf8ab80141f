// Loads scenarios and designs, by name from the package or by path from the user, and says where a worker finds the same.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Shaped, shapeDesign, shapeScenario } from '../explorer/module-shape.ts';
import type { Design } from '../scenario/design.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { listModules, type ModuleKind } from './catalogue.ts';
import { suggest } from './suggestion.ts';
import { UsageError } from './usage-error.ts';
import { bundleUserModule } from './user-module.ts';

/** What a worker imports. */
export interface ModuleAddress {
  readonly url: string;
  readonly exportName: string;
}

export interface Loaded<Value> {
  /** As the user named it. */
  readonly source: string;
  readonly value: Value;
  readonly address: ModuleAddress;
  /** File as it was written, or as it was compiled with the package. */
  readonly file: string;
}

/** @throws UsageError */
export function loadScenario(source: string): Promise<Loaded<Scenario>> {
  return load('scenario', source, shapeScenario);
}

/** @throws UsageError */
export function loadDesign(source: string): Promise<Loaded<Design>> {
  return load('design', source, shapeDesign);
}

/** Everything of a kind that comes with the package. */
export async function loadAllScenarios(): Promise<readonly Loaded<Scenario>[]> {
  return Promise.all([...(await listModules('scenario')).keys()].map(loadScenario));
}

export async function loadAllDesigns(): Promise<readonly Loaded<Design>[]> {
  return Promise.all([...(await listModules('design')).keys()].map(loadDesign));
}

type Shape<Value> = (exports: Readonly<Record<string, unknown>>) => Shaped<Value>;

async function load<Value>(kind: ModuleKind, source: string, shape: Shape<Value>): Promise<Loaded<Value>> {
  const place = isPath(source) ? await placeOfFile(kind, source) : await placeOfName(kind, source);
  const shaped = shape(await importModule(place.url, source));
  if (shaped.kind === 'shaped') {
    const address = { url: place.url, exportName: shaped.exportName };
    return { source, value: shaped.value, address, file: place.file };
  }
  throw new UsageError(`${source} is not a ${kind}`, {
    problems: shaped.problems,
    remedy: `export one value of type ${kind === 'scenario' ? 'Scenario' : 'Design'} from 'rocketmq-windtunnel'`,
  });
}

function isPath(source: string): boolean {
  return /[/\\]/.test(source) || /\.[cm]?[jt]s$/.test(source);
}

async function placeOfFile(
  kind: ModuleKind,
  source: string,
): Promise<{ readonly url: string; readonly file: string }> {
  const file = resolve(source);
  if (!existsSync(file)) {
    throw new UsageError(`the ${kind} file ${source} does not exist`, {
      remedy: `check the path, or name one of \`windtunnel list ${kind}s\``,
    });
  }
  const { url } = await bundleUserModule(file);
  return { url, file };
}

async function placeOfName(
  kind: ModuleKind,
  name: string,
): Promise<{ readonly url: string; readonly file: string }> {
  const modules = await listModules(kind);
  const url = modules.get(name);
  if (url !== undefined) return { url, file: fileURLToPath(url) };
  const near = suggest(name, [...modules.keys()]);
  throw new UsageError(`there is no ${kind} named "${name}"`, {
    problems: near === undefined ? [`known: ${[...modules.keys()].join(', ')}`] : [`did you mean ${near}?`],
    remedy: `name one of \`windtunnel list ${kind}s\`, or give the path of your own file, such as ./my-${kind}.ts`,
  });
}

async function importModule(url: string, source: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(url)) as Record<string, unknown>;
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new UsageError(`${source} threw while it was loaded`, {
      problems: stack.split('\n').slice(0, 4),
      remedy: 'mend the file; what it does when it is imported must not fail',
    });
  }
}
