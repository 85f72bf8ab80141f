import { expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { PROPERTY } from '../messaging/message/properties.ts';
import { SYSTEM_FLAG } from '../messaging/message/system-flag.ts';
import { draft, StoreWorld } from '../messaging/store/testing/store-world.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import { watchCommits } from './commit-witness.ts';

function watched() {
  const world = new StoreWorld({ store: { commitLogFileBytes: 1024, flush: 'synchronous' } });
  const history = new History<MessageEntry>(() => world.simulation.kernel.nowUs);
  watchCommits(world.simulation, [world.machine], history);
  const seen = () => history.entries.flatMap(({ entry }) => (entry.kind === 'commit-stored' ? [entry] : []));
  return { world, seen };
}

function committed(uniqueKey: string, topic = 'transfers') {
  const properties = new Map([[PROPERTY.uniqueKey, uniqueKey]]);
  return draft(topic, 0, { properties, systemFlag: SYSTEM_FLAG.commit });
}

test('finds committed messages in their own topics, over the end of a segment, and no others', async () => {
  const { world, seen } = watched();
  await world.start();
  await world.run((store) => store.put(draft('transfers', 0)));
  await world.run((store) => store.put(committed('U0', '%RETRY%bank')));
  await world.run((store) => store.put(committed('U0', '%DLQ%bank')));
  for (let index = 0; index < 8; index += 1) await world.run((store) => store.put(committed(`U${index}`)));
  expect(seen().map(({ transaction }) => transaction)).toEqual(Array.from({ length: 8 }, (_, n) => `U${n}`));
  expect(seen().every(({ topic }) => topic === 'transfers')).toBe(true);
  expect(seen().at(-1)?.position).toBeGreaterThan(1024);
});

test('finds what a process wrote and could not speak of, and each message once', async () => {
  const { world, seen } = watched();
  await world.start();
  await world.run((store) => store.put(committed('U1')));
  const { recordSize = 0 } = world.observed('store.appended').at(-1) ?? {};
  world.machine.disk.faults.crashAtWrite(1, recordSize, 'kill');
  world.begin((store) => store.put(committed('U2')));
  await world.pass(100);
  expect(seen()).toHaveLength(1);
  await world.start();
  expect(seen().map(({ transaction }) => transaction)).toEqual(['U1', 'U2']);
  await world.run((store) => store.put(committed('U3')));
  expect(seen().map(({ transaction }) => transaction)).toEqual(['U1', 'U2', 'U3']);
});
