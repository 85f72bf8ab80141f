// The configuration files beside a store: whether they can be read, and how much is in them.

import { decodeText } from '../base/bytes.ts';
import type { DiskImage } from '../environment/disk.ts';
import { parseFastjson } from '../messaging/protocol/fastjson.ts';

export interface ConfigFile {
  /** Below the folder, such as `config/topics.json`. */
  readonly path: string;
  /** Without content a broker goes on with the `.bak` beside it, or with nothing. */
  readonly state: 'readable' | 'damaged' | 'empty';
  /** Entries of its table, where it has one. */
  readonly entries: number | undefined;
}

const FILE = /^[^/]+\/(config\/[^/]+\.json(?:\.bak)?)$/;
const MAX_BYTES = 64 * 1024 * 1024;
const TABLES: readonly string[] = [
  'topicConfigTable',
  'subscriptionGroupTable',
  'offsetTable',
  'filterDataByTopic',
  'topicQueueMappingDetailMap',
];

export function readConfigFiles(image: DiskImage): readonly ConfigFile[] {
  return image.paths().flatMap((path) => {
    const name = FILE.exec(path)?.[1];
    return name === undefined ? [] : [readConfigFile(image, path, name)];
  });
}

/** Files that a broker cannot do without, neither in their own place nor as the backup beside it. */
export function lostConfigs(files: readonly ConfigFile[]): readonly string[] {
  const readable = new Set(files.filter(({ state }) => state === 'readable').map(({ path }) => path));
  return files
    .filter(
      ({ path, state }) => state === 'damaged' && !path.endsWith('.bak') && !readable.has(`${path}.bak`),
    )
    .map(({ path }) => path);
}

function readConfigFile(image: DiskImage, path: string, name: string): ConfigFile {
  const text = decodeText(image.read(path, 0, MAX_BYTES) ?? new Uint8Array(0));
  if (text.trim() === '') return { path: name, state: 'empty', entries: undefined };
  const json = parseFastjson(text);
  if (json === undefined) return { path: name, state: 'damaged', entries: undefined };
  return { path: name, state: 'readable', entries: entriesOf(json) };
}

function entriesOf(json: unknown): number | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const table = Object.entries(json).find(([name]) => TABLES.includes(name))?.[1] as unknown;
  return typeof table === 'object' && table !== null ? Object.keys(table).length : undefined;
}
