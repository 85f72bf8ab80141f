// The body of GET_ROUTEINFO_BY_TOPIC: the brokers of a topic and their queues. Emitted compact with quoted keys, and with both
// spellings of the topic's system flag, because clients in other languages rely on either (facts 1.9, 10.3).

import { compareText } from '../../base/compare.ts';
import {
  asText,
  int32Member,
  isObject,
  type Json,
  listMember,
  queueCountMember,
  readObject,
  tableMember,
  textMember,
  writeJson,
} from './json.ts';

export interface QueueData {
  readonly brokerName: string;
  readonly readQueueCount: number;
  readonly writeQueueCount: number;
  readonly permission: number;
  readonly topicSystemFlag: number;
}

export interface BrokerData {
  readonly cluster: string;
  readonly brokerName: string;
  /** Broker id to `ip:port`; 0 is the master. */
  readonly addresses: ReadonlyMap<number, string>;
}

export interface RouteData {
  readonly queues: readonly QueueData[];
  readonly brokers: readonly BrokerData[];
  /** `broker-a:4;broker-b:4` for a strictly ordered topic. */
  readonly orderTopicConfig: string | undefined;
}

export const MASTER_ID = 0;

export function encodeRouteData(route: RouteData): Uint8Array {
  return writeJson({
    brokerDatas: route.brokers.map(brokerDataJson),
    filterServerTable: {},
    orderTopicConf: route.orderTopicConfig,
    queueDatas: route.queues.map((queue) => ({
      brokerName: queue.brokerName,
      perm: queue.permission,
      readQueueNums: queue.readQueueCount,
      topicSynFlag: queue.topicSystemFlag,
      topicSysFlag: queue.topicSystemFlag,
      writeQueueNums: queue.writeQueueCount,
    })),
  });
}

export function decodeRouteData(bytes: Uint8Array): RouteData | undefined {
  const object = readObject(bytes);
  if (object === undefined) return undefined;
  const queues = listMember(object, 'queueDatas', decodeQueueData);
  const brokers = listMember(object, 'brokerDatas', decodeBrokerData);
  if (queues === undefined || brokers === undefined) return undefined;
  return { queues, brokers, orderTopicConfig: textMember(object, 'orderTopicConf') };
}

/** The same route with queues and brokers sorted by broker name: what a client compares and iterates. */
export function sortedRouteData(route: RouteData): RouteData {
  return {
    queues: route.queues.toSorted((left, right) => compareText(left.brokerName, right.brokerName)),
    brokers: route.brokers.toSorted((left, right) => compareText(left.brokerName, right.brokerName)),
    orderTopicConfig: route.orderTopicConfig,
  };
}

function decodeQueueData(value: Json): QueueData | undefined {
  if (!isObject(value)) return undefined;
  const brokerName = textMember(value, 'brokerName');
  const readQueueCount = queueCountMember(value, 'readQueueNums', 0);
  const writeQueueCount = queueCountMember(value, 'writeQueueNums', 0);
  const permission = int32Member(value, 'perm', 0);
  const topicSystemFlag = int32Member(value, 'topicSysFlag', int32Member(value, 'topicSynFlag', 0));
  if (
    brokerName === undefined ||
    readQueueCount === undefined ||
    writeQueueCount === undefined ||
    permission === undefined ||
    topicSystemFlag === undefined
  ) {
    return undefined;
  }
  return { brokerName, readQueueCount, writeQueueCount, permission, topicSystemFlag };
}

export function brokerDataJson(broker: BrokerData): object {
  return {
    brokerAddrs: Object.fromEntries(broker.addresses),
    brokerName: broker.brokerName,
    cluster: broker.cluster,
  };
}

export function decodeBrokerData(value: Json): BrokerData | undefined {
  if (!isObject(value)) return undefined;
  const brokerName = textMember(value, 'brokerName');
  const texts = tableMember(value, 'brokerAddrs', asText);
  if (brokerName === undefined || texts === undefined) return undefined;
  const addresses = new Map<number, string>();
  for (const [key, address] of texts) {
    const id = Number(key);
    if (!/^\d{1,15}$/.test(key) || !Number.isSafeInteger(id)) return undefined;
    addresses.set(id, address);
  }
  return { cluster: textMember(value, 'cluster') ?? '', brokerName, addresses };
}
