// The consumer groups that a broker serves and their settings: subscriptionGroup.json. Not who is connected; that is
// consumer-table.ts.

import type { Environment } from '../../environment/environment.ts';
import { isLegalGroup } from '../message/topic-name.ts';
import { equalDataVersions } from '../protocol/data-version.ts';
import {
  decodeSubscriptionGroups,
  defaultSubscriptionGroup,
  encodeSubscriptionGroups,
  type SubscriptionGroup,
} from '../protocol/subscription-group.ts';
import { loadConfig, type ReplaceFile } from './config-file.ts';
import { type TableContent, VersionedTable } from './versioned-table.ts';

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
      file.replaceFile(environment.disk, file.path, encodeSubscriptionGroups(content)),
    );
  }

  async load(): Promise<void> {
    const content = await loadConfig(this.#environment.disk, this.#path, decodeSubscriptionGroups);
    if (content !== undefined) this.#table.adopt(content);
  }

  /** A new object after each change. */
  get table(): TableContent<SubscriptionGroup> {
    return this.#table.content;
  }

  /** The table of the master in place of the own. Nothing happens when the versions are equal. @throws DiskError */
  async take(masters: TableContent<SubscriptionGroup>): Promise<boolean> {
    if (equalDataVersions(masters.dataVersion, this.#table.content.dataVersion)) return false;
    await this.#table.replace(masters);
    return true;
  }

  /** Creates or replaces a group; durable when it resolves. @throws DiskError */
  put(group: SubscriptionGroup): Promise<void> {
    return this.#table.change(() => new Map([[group.groupName, group]]));
  }

  /** False when there is no such group; durable when it resolves. @throws DiskError */
  remove(groupName: string): Promise<boolean> {
    return this.#table.remove(groupName);
  }

  find(groupName: string): SubscriptionGroup | undefined {
    return this.#table.find(groupName);
  }

  /** Unknown groups are created on first sight where that is allowed and their name is legal. @throws DiskError */
  async findOrCreate(groupName: string): Promise<SubscriptionGroup | undefined> {
    const known = this.#table.find(groupName);
    if (known !== undefined || !this.#autoCreate || !isLegalGroup(groupName)) return known;
    const created = new Map([[groupName, defaultSubscriptionGroup(groupName)]]);
    await this.#table.change((groups) => (groups.has(groupName) ? new Map() : created));
    return this.#table.find(groupName);
  }
}
