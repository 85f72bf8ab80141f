// From a topic's route to the queues one may send to and the queues one may consume (facts 4.10). Pure.

import { compareText } from '../../base/compare.ts';
import { compareQueues, type MessageQueue } from '../message/message-queue.ts';
import { isReadable, isWritable } from '../protocol/permission.ts';
import { MASTER_ID, type RouteData } from '../protocol/route-data.ts';

export interface PublishInfo {
  readonly queues: readonly MessageQueue[];
  /** The list is static: it holds whether or not a broker is alive, so a key never changes its queue (facts 6.7). */
  readonly isOrdered: boolean;
}

/** Queues of a topic on one broker above this are a mistake in a configuration. */
const MAX_STATIC_QUEUES = 65_536;

/** Java's order: brokers by name, queues of one broker by id. The static list keeps the order in which it is written. */
export function publishInfo(topic: string, route: RouteData): PublishInfo {
  const isOrdered = route.orderTopicConfig !== undefined && route.orderTopicConfig !== '';
  const queues = isOrdered ? staticQueues(topic, route.orderTopicConfig ?? '') : writableQueues(topic, route);
  return { queues, isOrdered };
}

function writableQueues(topic: string, route: RouteData): readonly MessageQueue[] {
  const withMaster = new Set<string>();
  for (const broker of route.brokers) if (broker.addresses.has(MASTER_ID)) withMaster.add(broker.brokerName);
  const queues: MessageQueue[] = [];
  for (const data of route.queues.toSorted((left, right) => compareText(left.brokerName, right.brokerName))) {
    if (!isWritable(data.permission) || !withMaster.has(data.brokerName)) continue;
    for (let queueId = 0; queueId < data.writeQueueCount; queueId += 1) {
      queues.push({ topic, brokerName: data.brokerName, queueId });
    }
  }
  return queues;
}

/** `broker-a:4;broker-b:4`. A part that does not parse contributes nothing. */
function staticQueues(topic: string, config: string): readonly MessageQueue[] {
  const queues: MessageQueue[] = [];
  for (const part of config.split(';')) {
    const [brokerName = '', count = ''] = part.split(':');
    if (brokerName === '' || !/^\d{1,5}$/.test(count) || Number(count) > MAX_STATIC_QUEUES) continue;
    for (let queueId = 0; queueId < Number(count); queueId += 1) queues.push({ topic, brokerName, queueId });
  }
  return queues;
}

/** All readable queues, sorted as every member of a group sorts them. */
export function subscribeQueues(topic: string, route: RouteData): readonly MessageQueue[] {
  const queues: MessageQueue[] = [];
  for (const data of route.queues) {
    if (!isReadable(data.permission)) continue;
    for (let queueId = 0; queueId < data.readQueueCount; queueId += 1) {
      queues.push({ topic, brokerName: data.brokerName, queueId });
    }
  }
  return queues.sort(compareQueues);
}

/** The route of the template topic as the route of a topic that does not exist yet (facts 4.2). */
export function templateRoute(route: RouteData, maxQueueCount: number): RouteData {
  const queues = route.queues.map((data) => {
    const count = Math.min(maxQueueCount, data.readQueueCount);
    return { ...data, readQueueCount: count, writeQueueCount: count };
  });
  return { ...route, queues };
}

/** Whether two routes, both sorted, say the same. */
export function sameRoute(left: RouteData, right: RouteData): boolean {
  return (
    left.orderTopicConfig === right.orderTopicConfig &&
    sameLists(left.queues, right.queues, (one, other) => {
      return (
        one.brokerName === other.brokerName &&
        one.readQueueCount === other.readQueueCount &&
        one.writeQueueCount === other.writeQueueCount &&
        one.permission === other.permission &&
        one.topicSystemFlag === other.topicSystemFlag
      );
    }) &&
    sameLists(left.brokers, right.brokers, (one, other) => {
      return (
        one.brokerName === other.brokerName &&
        one.cluster === other.cluster &&
        sameAddresses(one.addresses, other.addresses)
      );
    })
  );
}

function sameLists<T>(left: readonly T[], right: readonly T[], same: (one: T, other: T) => boolean): boolean {
  return left.length === right.length && left.every((one, index) => same(one, right[index] as T));
}

function sameAddresses(left: ReadonlyMap<number, string>, right: ReadonlyMap<number, string>): boolean {
  if (left.size !== right.size) return false;
  for (const [id, address] of left) if (right.get(id) !== address) return false;
  return true;
}
