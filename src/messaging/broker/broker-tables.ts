// What a broker keeps beside its messages: topics, groups, offsets and the progress of delays, read from their files at the start.

import type { Environment } from '../../environment/environment.ts';
import { DEFAULT_STORE_OPTIONS } from '../store/options.ts';
import { syncParents } from '../store/sync-parents.ts';
import type { BrokerOptions } from './broker-options.ts';
import type { BrokerParts } from './broker-parts.ts';
import { observedReplace } from './config-file.ts';
import { ConsumerOffsets } from './consumer-offsets.ts';
import { DelayOffsets } from './delay-offsets.ts';
import { SubscriptionGroups } from './subscription-groups.ts';
import { systemTopics } from './system-topics.ts';
import { Topics } from './topics.ts';

/** What survives a restart beside the messages. */
export interface Tables {
  readonly topics: Topics;
  readonly groups: SubscriptionGroups;
  readonly offsets: ConsumerOffsets;
  readonly delayOffsets: DelayOffsets;
}

export async function loadTables(
  environment: Environment,
  options: BrokerOptions,
  parts: BrokerParts,
): Promise<Tables> {
  const directory = `${options.store.rootDirectory ?? DEFAULT_STORE_OPTIONS.rootDirectory}/config`;
  const replaceFile = observedReplace(environment, parts.replaceFile);
  const topics = new Topics(environment, `${directory}/topics.json`, replaceFile);
  const groups = new SubscriptionGroups(environment, {
    path: `${directory}/subscriptionGroup.json`,
    replaceFile,
    autoCreate: options.autoCreateSubscriptionGroup,
  });
  const offsets = new ConsumerOffsets(environment, `${directory}/consumerOffset.json`, replaceFile, {
    firstFlushMs: options.offsetFirstFlushMs,
    flushIntervalMs: options.offsetFlushIntervalMs,
    keepOffset: parts.keepOffset,
  });
  const delayOffsets = new DelayOffsets(environment, {
    path: `${directory}/delayOffset.json`,
    replaceFile,
    flushIntervalMs: options.delayOffsetFlushIntervalMs,
  });
  await topics.load(systemTopics(options));
  await syncParents(environment.disk, directory);
  await groups.load();
  await offsets.load();
  await delayOffsets.load();
  return { topics, groups, offsets, delayOffsets };
}
