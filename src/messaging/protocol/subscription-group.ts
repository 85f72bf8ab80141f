// What a broker lets a consumer group do. The same JSON is the body of UPDATE_AND_CREATE_SUBSCRIPTIONGROUP and an entry of the table in a
// broker's subscriptionGroup.json.

import { type DataVersion, dataVersionJson, decodeDataVersion } from './data-version.ts';
import {
  int32Member,
  isObject,
  type Json,
  member,
  readObject,
  sortedObject,
  tableMember,
  textMember,
  writeJson,
} from './json.ts';

export interface SubscriptionGroup {
  readonly groupName: string;
  readonly consumeEnabled: boolean;
  readonly broadcastEnabled: boolean;
  readonly retryQueueCount: number;
  readonly retryMaxTimes: number;
  readonly notifiesMembershipChange: boolean;
}

export interface SubscriptionGroupTable {
  readonly dataVersion: DataVersion;
  readonly entries: ReadonlyMap<string, SubscriptionGroup>;
}

const DEFAULT_RETRY_QUEUE_COUNT = 1;
const DEFAULT_RETRY_MAX_TIMES = 16;

export function defaultSubscriptionGroup(groupName: string): SubscriptionGroup {
  return {
    groupName,
    consumeEnabled: true,
    broadcastEnabled: true,
    retryQueueCount: DEFAULT_RETRY_QUEUE_COUNT,
    retryMaxTimes: DEFAULT_RETRY_MAX_TIMES,
    notifiesMembershipChange: true,
  };
}

export function encodeSubscriptionGroup(group: SubscriptionGroup): Uint8Array {
  return writeJson(groupJson(group));
}

export function decodeSubscriptionGroup(bytes: Uint8Array): SubscriptionGroup | undefined {
  const object = readObject(bytes);
  return object === undefined ? undefined : decodeGroup(object, '');
}

export function encodeSubscriptionGroups(table: SubscriptionGroupTable): Uint8Array {
  const groups = new Map<string, object>();
  for (const [name, group] of table.entries) groups.set(name, groupJson(group));
  return writeJson({
    dataVersion: dataVersionJson(table.dataVersion),
    subscriptionGroupTable: sortedObject(groups),
  });
}

export function decodeSubscriptionGroups(bytes: Uint8Array): SubscriptionGroupTable | undefined {
  const object = readObject(bytes);
  if (object === undefined) return undefined;
  const dataVersion = decodeDataVersion(member(object, 'dataVersion') ?? {});
  const entries = tableMember(object, 'subscriptionGroupTable', decodeGroup);
  return dataVersion === undefined || entries === undefined ? undefined : { dataVersion, entries };
}

function groupJson(group: SubscriptionGroup): object {
  return {
    brokerId: 0,
    consumeBroadcastEnable: group.broadcastEnabled,
    consumeEnable: group.consumeEnabled,
    consumeFromMinEnable: true,
    groupName: group.groupName,
    notifyConsumerIdsChangedEnable: group.notifiesMembershipChange,
    retryMaxTimes: group.retryMaxTimes,
    retryQueueNums: group.retryQueueCount,
    whichBrokerWhenConsumeSlowly: 1,
  };
}

function decodeGroup(value: Json, key: string): SubscriptionGroup | undefined {
  if (!isObject(value)) return undefined;
  const retryQueueCount = int32Member(value, 'retryQueueNums', DEFAULT_RETRY_QUEUE_COUNT);
  const retryMaxTimes = int32Member(value, 'retryMaxTimes', DEFAULT_RETRY_MAX_TIMES);
  if (retryQueueCount === undefined || retryMaxTimes === undefined) return undefined;
  return {
    groupName: textMember(value, 'groupName') ?? key,
    consumeEnabled: member(value, 'consumeEnable') !== false,
    broadcastEnabled: member(value, 'consumeBroadcastEnable') !== false,
    retryQueueCount,
    retryMaxTimes,
    notifiesMembershipChange: member(value, 'notifyConsumerIdsChangedEnable') !== false,
  };
}
