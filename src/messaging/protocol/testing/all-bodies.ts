// Every JSON body of the protocol with its codec and the values that it can have: what the tests walk over.

import fc from 'fast-check';
import { type ClusterInfo, decodeClusterInfo, encodeClusterInfo } from '../cluster-info.ts';
import { decodeConsumerIds, encodeConsumerIds } from '../consumer-ids.ts';
import { decodeHeartbeatData, encodeHeartbeatData, type HeartbeatData } from '../heartbeat-data.ts';
import { decodeKvTable, encodeKvTable } from '../kv-table.ts';
import {
  decodeLockBatchBody,
  decodeLockedQueues,
  encodeLockBatchBody,
  encodeLockedQueues,
} from '../lock-batch-body.ts';
import {
  decodeRegisterBrokerBody,
  encodeRegisterBrokerBody,
  type RegisterBrokerBody,
} from '../register-broker-body.ts';
import { decodeRouteData, encodeRouteData, type RouteData } from '../route-data.ts';
import {
  decodeSubscriptionGroup,
  decodeSubscriptionGroups,
  encodeSubscriptionGroup,
  encodeSubscriptionGroups,
} from '../subscription-group.ts';
import { decodeTopicList, encodeTopicList } from '../topic-list.ts';

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

const subscriptionGroup = fc.record({
  groupName: name,
  consumeEnabled: fc.boolean(),
  broadcastEnabled: fc.boolean(),
  retryQueueCount: int32,
  retryMaxTimes: int32,
  notifiesMembershipChange: fc.boolean(),
});
const subscriptionGroups = fc.record({
  dataVersion: fc.record({ stateVersion: fc.nat(), timestampMs: fc.maxSafeInteger(), counter: fc.nat() }),
  entries: fc
    .array(subscriptionGroup)
    .map((groups) => new Map(groups.map((group) => [group.groupName, group]))),
});

export interface BodyCodec {
  readonly values: fc.Arbitrary<unknown>;
  readonly encode: (value: never) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => unknown;
}

export const ALL_BODIES: readonly (readonly [string, BodyCodec])[] = [
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
  [
    'subscription group',
    { values: subscriptionGroup, encode: encodeSubscriptionGroup, decode: decodeSubscriptionGroup },
  ],
  [
    'subscription groups',
    { values: subscriptionGroups, encode: encodeSubscriptionGroups, decode: decodeSubscriptionGroups },
  ],
  ['topic list', { values: fc.array(name), encode: encodeTopicList, decode: decodeTopicList }],
  ['locked queues', { values: fc.array(queue), encode: encodeLockedQueues, decode: decodeLockedQueues }],
];
