// What `windtunnel admin topics` does.

import { compareText } from '../base/compare.ts';
import { isSystemTopic } from '../messaging/broker/system-topics.ts';
import type { Administration, ClusterBroker } from '../messaging/client/administration.ts';
import { groupOfTopic } from '../messaging/message/topic-name.ts';
import { type AdminFlags, answer, printTable, timeText, withAdministration } from './admin-session.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { printData, say } from './terminal.ts';
import { UsageError } from './usage-error.ts';

interface ListedTopic {
  readonly topic: string;
  readonly brokers: readonly string[];
  /** That are read, on all brokers. */
  readonly queues: number;
  readonly permission: number;
}

export interface ListTopicsFlags extends AdminFlags {
  readonly all?: boolean;
}

export function runListTopics(flags: ListTopicsFlags): Promise<ExitCode> {
  return withAdministration(flags, async ({ administration }) => {
    const topics = await listTopics(administration, flags.all === true);
    answer(flags, topics, () => {
      if (topics.length === 0) printData('no topics yet');
      else {
        const rows = topics.map((one) => [one.topic, one.queues, one.permission, one.brokers.join(' ')]);
        printTable(['topic', 'queues', 'permission', 'brokers'], rows);
      }
    });
    return EXIT.held;
  });
}

async function listTopics(administration: Administration, isAll: boolean): Promise<readonly ListedTopic[]> {
  const found = new Map<string, ListedTopic>();
  for (const { broker, value } of await administration.topics()) {
    for (const [topic, { readQueueCount, permission }] of value) {
      if (!isAll && isInternal(topic, broker)) continue;
      const known = found.get(topic) ?? { topic, brokers: [], queues: 0, permission };
      const brokers = [...known.brokers, broker.brokerName];
      found.set(topic, { ...known, brokers, queues: known.queues + readQueueCount });
    }
  }
  return [...found.values()].toSorted((left, right) => compareText(left.topic, right.topic));
}

/** What brokers and groups make for themselves. */
function isInternal(topic: string, { cluster, brokerName }: ClusterBroker): boolean {
  const own = [cluster, brokerName, `${cluster}_REPLY_TOPIC`];
  return isSystemTopic(topic) || groupOfTopic(topic) !== undefined || own.includes(topic);
}

export interface CreateTopicFlags extends AdminFlags {
  readonly queues: number;
  readonly order?: boolean;
}

export function runCreateTopic(topic: string, flags: CreateTopicFlags): Promise<ExitCode> {
  return withAdministration(flags, async ({ administration }) => {
    const order = flags.order === true;
    const brokers = await administration.createTopic({ topic, queueCount: flags.queues, order });
    if (brokers.length === 0) throw noBroker(flags);
    const names = brokers.map(({ brokerName }) => brokerName);
    answer(flags, { topic, queues: flags.queues, order, brokers: names }, () =>
      printData(`${topic} has ${flags.queues} queues on each of ${names.join(', ')}`),
    );
    return EXIT.held;
  });
}

export function runDeleteTopic(topic: string, flags: AdminFlags): Promise<ExitCode> {
  return withAdministration(flags, async ({ administration }) => {
    const known = (await listTopics(administration, true)).find((one) => one.topic === topic);
    if (known === undefined) return noTopic(topic);
    await administration.deleteTopic(topic);
    answer(flags, known, () => printData(`${topic} is gone from ${known.brokers.join(', ')}`));
    return EXIT.held;
  });
}

export function runShowTopic(topic: string, flags: AdminFlags): Promise<ExitCode> {
  return withAdministration(flags, async ({ administration }) => {
    const queues = (await administration.topicStats(topic)).map(([{ brokerName, queueId }, stats]) => ({
      broker: brokerName,
      queue: queueId,
      ...stats,
      messages: stats.maxOffset - stats.minOffset,
    }));
    answer(flags, { topic, queues }, () => {
      if (queues.length === 0) return;
      const rows = queues.map((one) => [
        one.broker,
        one.queue,
        one.minOffset,
        one.maxOffset,
        one.messages,
        timeText(one.lastUpdateMs),
      ]);
      printTable(['broker', 'queue', 'first', 'next', 'messages', 'last stored'], rows);
    });
    return queues.length > 0 ? EXIT.held : noTopic(topic);
  });
}

function noTopic(topic: string): ExitCode {
  say(`no broker has a topic ${topic}: see windtunnel admin topics list --all`);
  return EXIT.nothingSelected;
}

function noBroker({ nameServer }: AdminFlags): UsageError {
  return new UsageError(`the name server ${nameServer} knows no broker`, {
    remedy: 'start one, for example with `windtunnel serve`, and wait until it has registered',
  });
}
