import { describe, expect, test } from 'vitest';
import { present } from '../../base/assert.ts';
import { logPosition, queueOffset } from '../../base/numbers.ts';
import type { StoredMessage } from '../message/message.ts';
import { formatProperties } from '../message/properties.ts';
import { decodeRecords } from '../message/record.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { sendMessageBack } from '../protocol/send-message-back.ts';
import { decideFate, failedCopy } from './send-back.ts';
import { runFor } from './testing/simulated-process.ts';
import { TestClient } from './testing/test-client.ts';
import { startCluster, type TestCluster, TIMEOUT } from './testing/test-cluster.ts';

function failed(reconsumeTimes: number, properties: ReadonlyMap<string, string> = new Map()): StoredMessage {
  return {
    topic: 'orders',
    body: new Uint8Array(0),
    properties,
    flag: 0,
    queueId: 3,
    queueOffset: queueOffset(9),
    position: logPosition(4_096),
    recordSize: 100,
    bodyCrc: 0,
    systemFlag: 0,
    bornTimestampMs: 1,
    bornHost: '10.0.0.1:1',
    storeTimestampMs: 2,
    storeHost: '10.0.0.2:2',
    reconsumeTimes,
    preparedTransactionPosition: logPosition(0),
  };
}

describe('the fate of a message that failed', () => {
  test.each([
    [0, 0, 'retry', 3],
    [5, 0, 'retry', 8],
    [15, 0, 'retry', 18],
    [0, 2, 'retry', 2],
    [16, 0, 'dead-letter', undefined],
    [0, -1, 'dead-letter', undefined],
  ])('after %i retries, wished level %i: %s, level %s', (times, delayLevel, kind, level) => {
    const fate = decideFate({ group: 'g', message: failed(times), delayLevel, maxReconsumeTimes: 16 });
    expect(fate.kind).toBe(kind);
    expect(fate.kind === 'retry' ? fate.delayLevel : undefined).toBe(level);
  });

  test('the copy remembers topic and id of the first, however often it fails', () => {
    const fate = { kind: 'retry', topic: '%RETRY%g', delayLevel: 3 } as const;
    const first = failedCopy(failed(0), fate, '10.0.0.9:9', 0);
    expect(first).toMatchObject({
      topic: '%RETRY%g',
      queueId: 0,
      reconsumeTimes: 1,
      storeHost: '10.0.0.9:9',
    });
    expect(Object.fromEntries(first.properties)).toEqual({
      RETRY_TOPIC: 'orders',
      WAIT: 'false',
      DELAY: '3',
      ORIGIN_MESSAGE_ID: '0A000002000000020000000000001000',
    });
    const second = failedCopy({ ...failed(1, first.properties), topic: '%RETRY%g' }, fate, '10.0.0.9:9', 0);
    expect(second.properties.get('RETRY_TOPIC')).toBe('orders');
    expect(second.properties.get('ORIGIN_MESSAGE_ID')).toBe('0A000002000000020000000000001000');
    expect(second.reconsumeTimes).toBe(2);
  });
});

describe('CONSUMER_SEND_MSG_BACK', () => {
  async function messagesOf(client: TestClient, cluster: TestCluster, topic: string) {
    const answer = await client.run(() => client.pull(cluster.address, 0, { topic }));
    const decoding = decodeRecords(answer.body);
    return answer.code === RESPONSE_CODE.success && decoding.kind === 'records' ? decoding.messages : [];
  }

  async function startWithMessage(seed: string) {
    const cluster = await startCluster(seed);
    const client = new TestClient(cluster.simulation, 'client');
    await client.run(async () => {
      await client.createTopic(cluster.address, 'orders', 1);
      await client.heartbeat(cluster.address, 'client');
      await client.send(cluster.address, 'fails');
    });
    const [message] = await messagesOf(client, cluster, 'orders');
    const position = present(message, 'the message').position;
    const sendBack = (delayLevel: number, given: { position?: number; maxReconsumeTimes?: number } = {}) =>
      client.run(() =>
        client.remoting.call(
          cluster.address,
          sendMessageBack,
          { position, group: 'group', delayLevel, ...given },
          TIMEOUT,
        ),
      );
    return { cluster, client, sendBack };
  }

  test('the message comes again through the retry topic, or is a dead letter', async () => {
    const { cluster, client, sendBack } = await startWithMessage('send back');
    expect((await sendBack(1)).code).toBe(RESPONSE_CODE.success);
    expect((await sendBack(-1)).code).toBe(RESPONSE_CODE.success);
    expect((await sendBack(0, { maxReconsumeTimes: 0 })).code).toBe(RESPONSE_CODE.success);
    await runFor(cluster.simulation, 3_000);
    const retries = await messagesOf(client, cluster, '%RETRY%group');
    expect(retries).toMatchObject([{ reconsumeTimes: 1 }]);
    const letters = await messagesOf(client, cluster, '%DLQ%group');
    expect(letters).toMatchObject([{ reconsumeTimes: 1 }, { reconsumeTimes: 1 }]);
    expect(cluster.observations.filter(({ kind }) => kind === 'broker.message-sent-back')).toMatchObject([
      { fate: 'retry', delayLevel: 1 },
      { fate: 'dead-letter' },
      { fate: 'dead-letter' },
    ]);
  });

  test('a position without a message is refused', async () => {
    const { sendBack } = await startWithMessage('nothing there');
    expect((await sendBack(0, { position: 1 })).code).toBe(RESPONSE_CODE.systemError);
    expect((await sendBack(0, { position: -1 })).code).toBe(RESPONSE_CODE.systemError);
  });

  test('a send to a retry topic that failed too often is a dead letter', async () => {
    const { cluster, client } = await startWithMessage('too often');
    const properties = formatProperties(new Map([['DELAY', '1']]));
    const header = { topic: '%RETRY%group', properties, maxReconsumeTimes: 2 };
    await client.run(async () => {
      await client.send(cluster.address, 'again', { ...header, reconsumeTimes: 2 });
      await client.send(cluster.address, 'too often', { ...header, reconsumeTimes: 3 });
    });
    await runFor(cluster.simulation, 3_000);
    expect(await messagesOf(client, cluster, '%RETRY%group')).toHaveLength(1);
    expect(await messagesOf(client, cluster, '%DLQ%group')).toHaveLength(1);
  });
});
