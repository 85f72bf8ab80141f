// The topics that every broker has from the start, and the ones that producers may not send to (facts 4.1). Pure.

import { PERMISSION, READ_AND_WRITE } from '../protocol/permission.ts';
import type { TopicConfig } from '../protocol/topic-config.ts';

/** Template for topics that a send creates. */
export const AUTO_CREATE_TEMPLATE = 'TBW102';

export const SYSTEM_TOPIC = {
  schedule: 'SCHEDULE_TOPIC_XXXX',
  benchmark: 'BenchmarkTest',
  selfTest: 'SELF_TEST_TOPIC',
  offsetMoved: 'OFFSET_MOVED_EVENT',
  transactionHalf: 'RMQ_SYS_TRANS_HALF_TOPIC',
  transactionOperations: 'RMQ_SYS_TRANS_OP_HALF_TOPIC',
  transactionGivenUp: 'TRANS_CHECK_MAX_TIME_TOPIC',
} as const;

const CLOSED_TO_PRODUCERS: ReadonlySet<string> = new Set([
  SYSTEM_TOPIC.schedule,
  SYSTEM_TOPIC.transactionHalf,
  SYSTEM_TOPIC.transactionOperations,
  SYSTEM_TOPIC.transactionGivenUp,
  SYSTEM_TOPIC.selfTest,
  SYSTEM_TOPIC.offsetMoved,
]);

/** Fixed names only; those of the cluster and the broker are system topics in other answers. */
export const SYSTEM_NAMES: ReadonlySet<string> = new Set([
  AUTO_CREATE_TEMPLATE,
  ...Object.values(SYSTEM_TOPIC),
]);
const SYSTEM_PREFIX = 'rmq_sys_';
const SCHEDULE_QUEUES = 18;
const BENCHMARK_QUEUES = 1024;
const CLUSTER_QUEUES = 16;

export function isClosedToProducers(topic: string): boolean {
  return CLOSED_TO_PRODUCERS.has(topic);
}

/** Names that administrators may not create or change. */
export function isSystemTopic(topic: string): boolean {
  return SYSTEM_NAMES.has(topic) || topic.startsWith(SYSTEM_PREFIX);
}

export interface SystemTopicOptions {
  readonly clusterName: string;
  readonly brokerName: string;
  readonly autoCreateTopic: boolean;
  readonly defaultTopicQueueCount: number;
}

export function systemTopics(options: SystemTopicOptions): readonly TopicConfig[] {
  const inheritable = READ_AND_WRITE | PERMISSION.inherit;
  const topics = [
    topicConfig(SYSTEM_TOPIC.selfTest, 1, READ_AND_WRITE),
    topicConfig(SYSTEM_TOPIC.benchmark, BENCHMARK_QUEUES, READ_AND_WRITE),
    topicConfig(options.clusterName, CLUSTER_QUEUES, inheritable),
    topicConfig(options.brokerName, 1, inheritable),
    topicConfig(SYSTEM_TOPIC.offsetMoved, 1, READ_AND_WRITE),
    topicConfig(SYSTEM_TOPIC.schedule, SCHEDULE_QUEUES, READ_AND_WRITE),
    topicConfig(`${options.clusterName}_REPLY_TOPIC`, 1, READ_AND_WRITE),
    topicConfig(SYSTEM_TOPIC.transactionHalf, 1, READ_AND_WRITE),
    topicConfig(SYSTEM_TOPIC.transactionOperations, 1, READ_AND_WRITE),
  ];
  if (options.autoCreateTopic) {
    topics.push(topicConfig(AUTO_CREATE_TEMPLATE, options.defaultTopicQueueCount, inheritable));
  }
  return topics;
}

export function topicConfig(topicName: string, queueCount: number, permission: number): TopicConfig {
  return {
    topicName,
    readQueueCount: queueCount,
    writeQueueCount: queueCount,
    permission,
    topicSystemFlag: 0,
    order: false,
  };
}
