import { describe, expect, test } from 'vitest';
import { logPosition } from '../../base/numbers.ts';
import { parseOffsetMessageId } from '../message/message-id.ts';
import { formatProperties } from '../message/properties.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { queryMessage } from '../protocol/query-message.ts';
import { viewMessage } from '../protocol/view-message.ts';
import { runFor } from './testing/simulated-process.ts';
import { TestClient } from './testing/test-client.ts';
import { bodiesOf, startCluster, TIMEOUT } from './testing/test-cluster.ts';

const properties = (keys: string) => formatProperties(new Map([['KEYS', keys]]));

/** A broker with messages 0 to 39 of key `k` and one of key `Aa`, and who asks it. */
async function filled(seed: string) {
  const cluster = await startCluster(seed);
  const client = new TestClient(cluster.simulation, 'client');
  const ids = await client.run(async () => {
    const given: string[] = [];
    for (let index = 0; index < 40; index += 1) {
      const answer = await client.send(cluster.address, `${index}`, { properties: properties('k') });
      given.push(answer.header?.messageId ?? '');
    }
    await client.send(cluster.address, 'of Aa', { properties: properties('Aa') });
    return given;
  });
  await runFor(cluster.simulation, 100);
  const query = (key: string, fields: Readonly<Record<string, string>> = {}) => {
    const header = { topic: 'orders', key, maxCount: 100, beginMs: 0, endMs: Number.MAX_SAFE_INTEGER };
    const asked = {
      ...queryMessage,
      encodeHeader: (given: typeof header) => {
        const encoded = queryMessage.encodeHeader(given);
        for (const [name, value] of Object.entries(fields)) encoded.set(name, value);
        return encoded;
      },
    };
    return client.run(() => client.remoting.call(cluster.address, asked, header, TIMEOUT));
  };
  const view = (position: number) =>
    client.run(() =>
      client.remoting.call(cluster.address, viewMessage, { position: logPosition(position) }, TIMEOUT),
    );
  return { ids, query, view };
}

describe('a query by key', () => {
  test('yields the newest messages in the order of the log, and how new the index is', async () => {
    const { query } = await filled('query');
    const answer = await query('k', { maxNum: '3' });
    expect(answer.code).toBe(RESPONSE_CODE.success);
    expect(bodiesOf(answer.body)).toEqual(['37', '38', '39']);
    expect(answer.header?.indexedMs).toBeGreaterThan(1e12);
    expect(answer.header?.indexedPosition).toBeGreaterThan(1000);
  });

  test('by a unique key, as stock clients ask: to the largest long, any count', async () => {
    const { query } = await filled('unique');
    const answer = await query('k', {
      _UNIQUE_KEY_QUERY: 'true',
      maxNum: '1',
      endTimestamp: '9223372036854775807',
    });
    expect(bodiesOf(answer.body)).toHaveLength(32);
  });

  test('leaves keys of one hash to who asks', async () => {
    const { query } = await filled('collision');
    expect(bodiesOf((await query('BB')).body)).toEqual(['of Aa']);
  });

  test('that finds nothing says so', async () => {
    const { query } = await filled('nothing');
    for (const answer of [await query('none'), await query('k', { topic: 'other' })]) {
      expect(answer).toMatchObject({
        code: RESPONSE_CODE.queryNotFound,
        header: { indexedMs: 0, indexedPosition: 0 },
      });
    }
    expect((await query('k', { maxNum: '-1' })).code).toBe(RESPONSE_CODE.queryNotFound);
    expect((await query('k', { beginTimestamp: '9000000000000000' })).code).toBe(RESPONSE_CODE.queryNotFound);
  });
});

describe('a view by position', () => {
  test('yields the message that the id of its send names', async () => {
    const { ids, view } = await filled('view');
    const position = parseOffsetMessageId(ids[17] as string)?.position as number;
    const answer = await view(position);
    expect(answer.code).toBe(RESPONSE_CODE.success);
    expect(bodiesOf(answer.body)).toEqual(['17']);
  });

  test.each([1, -1, 1e15])('yields nothing where no record starts: at %d', async (position) => {
    const { view } = await filled('nowhere');
    expect((await view(position)).code).toBe(RESPONSE_CODE.systemError);
  });
});
