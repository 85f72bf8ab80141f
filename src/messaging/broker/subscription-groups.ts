// The consumer groups that a broker serves and their settings: subscriptionGroup.json. Not who is connected; that is
// consumer-table.ts.

import type { Environment } from '../../environment/environment.ts';
import { isLegalGroup } from '../message/topic-name.ts';
import { dataVersionJson, decodeDataVersion } from '../protocol/data-version.ts';
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
} from '../protocol/json.ts';
import { loadConfig, type ReplaceFile } from './config-file.ts';
import { type TableContent, VersionedTable } from './versioned-table.ts';

export interface SubscriptionGroup {
  readonly groupName: string;
  readonly consumeEnabled: boolean;
  readonly broadcastEnabled: boolean;
  readonly retryQueueCount: number;
  readonly retryMaxTimes: number;
  readonly notifiesMembershipChange: boolean;
}

const DEFAULT_RETRY_QUEUE_COUNT = 1;
const DEFAULT_RETRY_MAX_TIMES = 16;

function defaultGroup(groupName: string): SubscriptionGroup {
  return {
    groupName,
    consumeEnabled: true,
    broadcastEnabled: true,
    retryQueueCount: DEFAULT_RETRY_QUEUE_COUNT,
    retryMaxTimes: DEFAULT_RETRY_MAX_TIMES,
    notifiesMembershipChange: true,
  };
}

export interface SubscriptionGroupFile {
  readonly path: string;
  readonly replaceFile: ReplaceFile;
  readonly autoCreate: boolean;
}

export class SubscriptionGroups {
  readonly #environment: Environment;
  readonly #path: string;
  readonly #autoCreate: boolean;
  readonly #table: VersionedTable<SubscriptionGroup>;

  constructor(environment: Environment, file: SubscriptionGroupFile) {
    this.#environment = environment;
    this.#path = file.path;
    this.#autoCreate = file.autoCreate;
    this.#table = new VersionedTable(environment.clock, (content) =>
      file.replaceFile(environment.disk, file.path, encodeGroups(content)),
    );
  }

  async load(): Promise<void> {
    const content = await loadConfig(this.#environment.disk, this.#path, decodeGroups);
    if (content !== undefined) this.#table.adopt(content);
  }

  find(groupName: string): SubscriptionGroup | undefined {
    return this.#table.find(groupName);
  }

  /** Unknown groups are created on first sight where that is allowed and their name is legal. @throws DiskError */
  async findOrCreate(groupName: string): Promise<SubscriptionGroup | undefined> {
    const known = this.#table.find(groupName);
    if (known !== undefined || !this.#autoCreate || !isLegalGroup(groupName)) return known;
    const created = new Map([[groupName, defaultGroup(groupName)]]);
    await this.#table.change((groups) => (groups.has(groupName) ? new Map() : created));
    return this.#table.find(groupName);
  }
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

function encodeGroups(content: TableContent<SubscriptionGroup>): Uint8Array {
  const groups = new Map<string, object>();
  for (const [name, group] of content.entries) groups.set(name, groupJson(group));
  return writeJson({
    dataVersion: dataVersionJson(content.dataVersion),
    subscriptionGroupTable: sortedObject(groups),
  });
}

function decodeGroups(bytes: Uint8Array): TableContent<SubscriptionGroup> | undefined {
  const object = readObject(bytes);
  if (object === undefined) return undefined;
  const dataVersion = decodeDataVersion(member(object, 'dataVersion') ?? {});
  const entries = tableMember(object, 'subscriptionGroupTable', decodeGroup);
  return dataVersion === undefined || entries === undefined ? undefined : { dataVersion, entries };
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
