// A store on a simulated machine whose messages have keys and whose index files are tiny, for tests of the key index.

import { decodeText } from '../../../base/bytes.ts';
import { logPosition } from '../../../base/numbers.ts';
import { decodeRecords } from '../../message/record.ts';
import { checkKeyIndex, describeIndexInconsistency } from '../key-index-check.ts';
import type { KeyQuery, KeyQueryResult } from '../key-query.ts';
import type { MessageStore } from '../message-store.ts';
import type { StoreOptions } from '../options.ts';
import { draft, StoreWorld, type StoreWorldOptions } from './store-world.ts';

export const GEOMETRY = { slots: 8, entries: 12 };
const SMALL: Partial<StoreOptions> = {
  commitLogFileBytes: 2048,
  consumeQueueFileBytes: 400,
  indexSlots: GEOMETRY.slots,
  indexEntries: GEOMETRY.entries,
  flush: 'synchronous',
};

export async function openIndexed(options: StoreWorldOptions = {}): Promise<StoreWorld> {
  const world = new StoreWorld({ ...options, store: { ...SMALL, ...options.store } });
  await world.start();
  return world;
}

export function keyed(keys: string, text: string, change: Parameters<typeof draft>[2] = {}) {
  const properties = new Map([
    ['UNIQ_KEY', `U-${text}`],
    ['KEYS', keys],
  ]);
  return draft('T', 0, { text, properties, ...change });
}

/** Message number n has the keys `kn` and `even` or `odd`. */
export async function putKeyed(store: MessageStore, count: number, from = 0): Promise<void> {
  for (let index = from; index < from + count; index += 1) {
    const parity = index % 2 === 0 ? 'even' : 'odd';
    await store.put(keyed(`k${index} ${parity}`, `m${index}`));
  }
}

const EVER = { beginMs: 0, endMs: Number.MAX_SAFE_INTEGER };

export function ask(world: StoreWorld, key: string, change: Partial<KeyQuery> = {}): KeyQueryResult {
  return world.store.queryByKey({ topic: 'T', key, maxCount: 32, ...EVER, ...change });
}

function texts({ body }: KeyQueryResult): readonly string[] {
  const decoding = decodeRecords(body);
  if (decoding.kind !== 'records') throw new Error(decoding.reason);
  return decoding.messages.map((message) => decodeText(message.body));
}

export function found(world: StoreWorld, key: string, change: Partial<KeyQuery> = {}): readonly string[] {
  return texts(ask(world, key, change));
}

export function wrongInIndex(world: StoreWorld, geometry = GEOMETRY): readonly string[] {
  const dispatchedUpTo = logPosition(Number.MAX_SAFE_INTEGER);
  return [...checkKeyIndex(world.machine.disk, { geometry, dispatchedUpTo })].map(describeIndexInconsistency);
}

export function indexPaths(world: StoreWorld): readonly string[] {
  return world.machine.disk.paths().filter((path) => path.startsWith('store/index/'));
}
