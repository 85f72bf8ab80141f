import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../base/bytes.ts';
import { type ClusterInfo, decodeClusterInfo, encodeClusterInfo } from './cluster-info.ts';
import { decodeConsumerIds, encodeConsumerIds } from './consumer-ids.ts';
import { decodeHeartbeatData, encodeHeartbeatData, type HeartbeatData } from './heartbeat-data.ts';
import { decodeKvTable, encodeKvTable } from './kv-table.ts';
import {
  decodeLockBatchBody,
  decodeLockedQueues,
  encodeLockBatchBody,
  encodeLockedQueues,
} from './lock-batch-body.ts';
import {
  decodeRegisterBrokerBody,
  encodeRegisterBrokerBody,
  type RegisterBrokerBody,
} from './register-broker-body.ts';
import { decodeRouteData, encodeRouteData, type RouteData } from './route-data.ts';

const name = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('__proto__', '7', 'constructor'),
);
const count = fc.integer({ min: 0, max: 64 });
const int32 = fc.integer({ min: -2147483648, max: 2147483647 });
const queue = fc.record({ topic: name, brokerName: name, queueId: int32 });
const broker = fc.record({
  cluster: name,
  brokerName: name,
  addresses: fc.array(fc.tuple(fc.nat(9), name)).map((entries) => new Map(entries)),
});

const route: fc.Arbitrary<RouteData> = fc.record({
  queues: fc.array(
    fc.record({
      brokerName: name,
      readQueueCount: count,
      writeQueueCount: count,
      permission: int32,
      topicSystemFlag: int32,
    }),
  ),
  brokers: fc.array(broker),
  orderTopicConfig: fc.option(name, { nil: undefined }),
});

const heartbeatData: fc.Arbitrary<HeartbeatData> = fc.record({
  clientId: name,
  producers: fc.array(name),
  consumers: fc.array(
    fc.record({
      groupName: name,
      consumeType: fc.constantFrom('CONSUME_ACTIVELY', 'CONSUME_PASSIVELY'),
      messageModel: fc.constantFrom('BROADCASTING', 'CLUSTERING'),
      consumeFromWhere: fc.constantFrom('CONSUME_FROM_LAST_OFFSET', 'CONSUME_FROM_FIRST_OFFSET'),
      unitMode: fc.boolean(),
      subscriptions: fc.array(
        fc.record({
          topic: name,
          expression: name,
          expressionType: fc.constant('TAG'),
          tags: fc.array(name),
          tagCodes: fc.array(int32),
          version: fc.maxSafeInteger(),
          classFilterMode: fc.boolean(),
        }),
      ),
    }),
  ),
});

const registration: fc.Arbitrary<RegisterBrokerBody> = fc.record({
  filterServers: fc.array(name),
  topicTable: fc.record({
    dataVersion: fc.record({ stateVersion: fc.nat(), timestampMs: fc.maxSafeInteger(), counter: fc.nat() }),
    topics: fc
      .array(
        fc.record({
          topicName: name,
          readQueueCount: count,
          writeQueueCount: count,
          permission: int32,
          topicSystemFlag: int32,
          order: fc.boolean(),
        }),
      )
      .map((configs) => new Map(configs.map((config) => [config.topicName, config]))),
  }),
});

const clusterInfo: fc.Arbitrary<ClusterInfo> = fc.record({
  brokers: fc.array(broker).map((brokers) => new Map(brokers.map((each) => [each.brokerName, each]))),
  clusters: fc.array(fc.tuple(name, fc.array(name))).map((entries) => new Map(entries)),
});

const kvTable = fc.array(fc.tuple(name, name)).map((entries) => new Map(entries));
const lockBatchBody = fc.record({
  consumerGroup: name,
  clientId: name,
  onlyThisBroker: fc.boolean(),
  queues: fc.array(queue),
});

interface BodyCodec {
  readonly values: fc.Arbitrary<unknown>;
  readonly encode: (value: never) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => unknown;
}

const CODECS: [string, BodyCodec][] = [
  ['route data', { values: route, encode: encodeRouteData, decode: decodeRouteData }],
  ['heartbeat data', { values: heartbeatData, encode: encodeHeartbeatData, decode: decodeHeartbeatData }],
  [
    'registration',
    { values: registration, encode: encodeRegisterBrokerBody, decode: decodeRegisterBrokerBody },
  ],
  ['cluster info', { values: clusterInfo, encode: encodeClusterInfo, decode: decodeClusterInfo }],
  ['table', { values: kvTable, encode: encodeKvTable, decode: decodeKvTable }],
  ['consumer ids', { values: fc.array(name), encode: encodeConsumerIds, decode: decodeConsumerIds }],
  ['lock batch', { values: lockBatchBody, encode: encodeLockBatchBody, decode: decodeLockBatchBody }],
  ['locked queues', { values: fc.array(queue), encode: encodeLockedQueues, decode: decodeLockedQueues }],
];

describe.each(CODECS)('%s', (_, { values, encode, decode }) => {
  test('survives its body, which is compact', () => {
    fc.assert(
      fc.property(values, (value) => {
        const bytes = encode(value as never);
        expect(decode(bytes)).toEqual(value);
        expect(decodeText(bytes)).toBe(JSON.stringify(JSON.parse(decodeText(bytes))));
      }),
    );
  });

  test('a hostile body decodes or is undefined', () => {
    fc.assert(
      fc.property(
        values,
        fc.nat(),
        fc.constantFrom('{', '"', '0', '-1', 'null', '[[', '}', '{0:1}'),
        (value, at, junk) => {
          const text = decodeText(encode(value as never));
          const position = at % (text.length + 1);
          decode(encodeText(text.slice(0, position) + junk + text.slice(position + 1)));
        },
      ),
    );
    fc.assert(fc.property(fc.json(), (json) => void decode(encodeText(json))));
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void decode(bytes)));
  });
});

describe("what Java's fastjson writes", () => {
  test('integer keys without quotes', () => {
    const text =
      '{"brokerDatas":[{"brokerAddrs":{0:"10.0.0.2:10911",1:"10.0.0.3:10911"},"brokerName":"a","cluster":"c"}],"filterServerTable":{},"queueDatas":[{"brokerName":"a","perm":6,"readQueueNums":4,"topicSynFlag":1,"writeQueueNums":4}]}';
    expect(decodeRouteData(encodeText(text))).toEqual({
      brokers: [
        {
          brokerName: 'a',
          cluster: 'c',
          addresses: new Map([
            [0, '10.0.0.2:10911'],
            [1, '10.0.0.3:10911'],
          ]),
        },
      ],
      queues: [{ brokerName: 'a', permission: 6, readQueueCount: 4, writeQueueCount: 4, topicSystemFlag: 1 }],
      orderTopicConfig: undefined,
    });
  });

  test('our own reader of it agrees with JSON.parse on standard JSON', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const table = decodeKvTable(encodeText(`{0:${json},"table":{"k":"v"}}`));
        expect(table).toEqual(new Map([['k', 'v']]));
      }),
    );
  });

  test('nesting without end is refused', () => {
    expect(decodeKvTable(encodeText(`{0:${'['.repeat(100_000)}`))).toBeUndefined();
  });
});

test('a route is emitted as every client reads it', () => {
  const bytes = encodeRouteData({
    brokers: [
      {
        cluster: 'c',
        brokerName: 'a',
        addresses: new Map([
          [1, 'h:2'],
          [0, 'h:1'],
        ]),
      },
    ],
    queues: [{ brokerName: 'a', readQueueCount: 4, writeQueueCount: 4, permission: 6, topicSystemFlag: 0 }],
    orderTopicConfig: 'a:4',
  });
  expect(decodeText(bytes)).toBe(
    '{"brokerDatas":[{"brokerAddrs":{"0":"h:1","1":"h:2"},"brokerName":"a","cluster":"c"}],"filterServerTable":{},"orderTopicConf":"a:4","queueDatas":[{"brokerName":"a","perm":6,"readQueueNums":4,"topicSynFlag":0,"topicSysFlag":0,"writeQueueNums":4}]}',
  );
});

test('more queues than anybody has is refused, since readers allocate per queue', () => {
  const queues = '{"queueDatas":[{"brokerName":"a","perm":6,"readQueueNums":2000000000,"writeQueueNums":4}]}';
  expect(decodeRouteData(encodeText(queues))).toBeUndefined();
});
