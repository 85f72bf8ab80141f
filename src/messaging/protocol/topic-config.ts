// The configuration of a topic on one broker, and the broker's table of them with its version. The same JSON is in the body
// of REGISTER_BROKER and in a broker's topics.json.

import { type DataVersion, dataVersionJson, decodeDataVersion } from './data-version.ts';
import {
  booleanMember,
  int32Member,
  isObject,
  type Json,
  type JsonObject,
  member,
  queueCountMember,
  sortedObject,
  tableMember,
  textMember,
} from './json.ts';
import { READ_AND_WRITE } from './permission.ts';

export interface TopicConfig {
  readonly topicName: string;
  readonly readQueueCount: number;
  readonly writeQueueCount: number;
  readonly permission: number;
  readonly topicSystemFlag: number;
  readonly order: boolean;
}

export interface TopicTable {
  readonly dataVersion: DataVersion;
  readonly topics: ReadonlyMap<string, TopicConfig>;
}

const DEFAULT_QUEUE_COUNT = 16;

export function topicConfigJson(config: TopicConfig): object {
  return {
    order: config.order,
    perm: config.permission,
    readQueueNums: config.readQueueCount,
    topicFilterType: 'SINGLE_TAG',
    topicName: config.topicName,
    topicSysFlag: config.topicSystemFlag,
    writeQueueNums: config.writeQueueCount,
  };
}

export function topicTableJson(table: TopicTable): object {
  const topics = new Map<string, object>();
  for (const [name, config] of table.topics) topics.set(name, topicConfigJson(config));
  return { dataVersion: dataVersionJson(table.dataVersion), topicConfigTable: sortedObject(topics) };
}

export function decodeTopicTable(object: JsonObject): TopicTable | undefined {
  const dataVersion = decodeDataVersion(member(object, 'dataVersion') ?? {});
  const topics = tableMember(object, 'topicConfigTable', decodeTopicConfig);
  return dataVersion === undefined || topics === undefined ? undefined : { dataVersion, topics };
}

/** The key of a table entry names the topic when the entry itself does not. */
function decodeTopicConfig(value: Json, key: string): TopicConfig | undefined {
  if (!isObject(value)) return undefined;
  const readQueueCount = queueCountMember(value, 'readQueueNums', DEFAULT_QUEUE_COUNT);
  const writeQueueCount = queueCountMember(value, 'writeQueueNums', DEFAULT_QUEUE_COUNT);
  const permission = int32Member(value, 'perm', READ_AND_WRITE);
  const topicSystemFlag = int32Member(value, 'topicSysFlag', 0);
  if (
    readQueueCount === undefined ||
    writeQueueCount === undefined ||
    permission === undefined ||
    topicSystemFlag === undefined
  ) {
    return undefined;
  }
  const topicName = textMember(value, 'topicName') ?? key;
  return {
    topicName,
    readQueueCount,
    writeQueueCount,
    permission,
    topicSystemFlag,
    order: booleanMember(value, 'order'),
  };
}
