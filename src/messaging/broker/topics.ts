// The topics of a broker: topics.json, and whom to tell about a change. What a new topic looks like is decided in
// topic-creation.ts.

import type { Environment } from '../../environment/environment.ts';
import { equalDataVersions } from '../protocol/data-version.ts';
import { readObject, writeJson } from '../protocol/json.ts';
import {
  decodeTopicTable,
  type TopicConfig,
  type TopicTable,
  topicTableJson,
} from '../protocol/topic-config.ts';
import { loadConfig, type ReplaceFile } from './config-file.ts';
import { VersionedTable } from './versioned-table.ts';

export class Topics {
  readonly #environment: Environment;
  readonly #path: string;
  readonly #table: VersionedTable<TopicConfig>;
  #announce: (config: TopicConfig) => Promise<void> = () => Promise.resolve();
  #registered: TopicTable;

  constructor(environment: Environment, path: string, replaceFile: ReplaceFile) {
    this.#environment = environment;
    this.#path = path;
    this.#table = new VersionedTable(environment.clock, (content) =>
      replaceFile(
        environment.disk,
        path,
        encodeTopics({ dataVersion: content.dataVersion, topics: content.entries }),
      ),
    );
    this.#registered = this.#snapshot();
  }

  /** The broker's own topics, overlaid with what the file has. The first start of a broker writes the file. @throws DiskError */
  async load(ownTopics: readonly TopicConfig[]): Promise<void> {
    const table = await loadConfig(this.#environment.disk, this.#path, decodeTopics);
    const entries = new Map(ownTopics.map((config) => [config.topicName, config]));
    if (table === undefined) {
      await this.#table.change(() => entries);
      return;
    }
    for (const [name, config] of table.topics) entries.set(name, config);
    this.#table.adopt({ dataVersion: table.dataVersion, entries });
  }

  /** How the name servers learn of a change. */
  onChange(announce: (config: TopicConfig) => Promise<void>): void {
    this.#announce = announce;
  }

  find(topic: string): TopicConfig | undefined {
    return this.#table.find(topic);
  }

  /** The same object until the next change. */
  get table(): TopicTable {
    if (this.#registered.topics !== this.#table.content.entries) this.#registered = this.#snapshot();
    return this.#registered;
  }

  /** Creates or replaces a topic; durable and announced when it resolves. Nothing happens when it is so already. @throws DiskError */
  async put(config: TopicConfig): Promise<void> {
    const isChanged = await this.#change(
      config,
      (known) => known === undefined || !equalTopics(known, config),
    );
    if (isChanged) await this.#announce(config);
  }

  /** Creates a topic unless somebody else was faster; durable and announced when it resolves. @throws DiskError */
  async create(config: TopicConfig): Promise<TopicConfig> {
    const isCreated = await this.#change(config, (known) => known === undefined);
    if (isCreated) await this.#announce(config);
    return this.find(config.topicName) ?? config;
  }

  /** False when there is no such topic; durable when it resolves. Name servers must be told by who asks. @throws DiskError */
  remove(topic: string): Promise<boolean> {
    return this.#table.remove(topic);
  }

  /** The table of the master in place of the own; nobody is told. Nothing happens when the versions are equal. @throws DiskError */
  async take({ dataVersion, topics }: TopicTable): Promise<boolean> {
    if (equalDataVersions(dataVersion, this.#table.content.dataVersion)) return false;
    await this.#table.replace({ dataVersion, entries: topics });
    return true;
  }

  async #change(
    config: TopicConfig,
    isWanted: (known: TopicConfig | undefined) => boolean,
  ): Promise<boolean> {
    let isChanged = false;
    await this.#table.change((topics) => {
      isChanged = isWanted(topics.get(config.topicName));
      return isChanged ? new Map([[config.topicName, config]]) : new Map();
    });
    return isChanged;
  }

  #snapshot(): TopicTable {
    return { dataVersion: this.#table.content.dataVersion, topics: this.#table.content.entries };
  }
}

function equalTopics(left: TopicConfig, right: TopicConfig): boolean {
  return (
    left.readQueueCount === right.readQueueCount &&
    left.writeQueueCount === right.writeQueueCount &&
    left.permission === right.permission &&
    left.topicSystemFlag === right.topicSystemFlag &&
    left.order === right.order
  );
}

function encodeTopics(table: TopicTable): Uint8Array {
  return writeJson(topicTableJson(table));
}

export function decodeTopics(bytes: Uint8Array): TopicTable | undefined {
  const object = readObject(bytes);
  return object === undefined ? undefined : decodeTopicTable(object);
}
