// `windtunnel admin`: what an operator asks of a running cluster.

import type { Command } from 'commander';
import type { ResetOffsetsFlags, ShowOffsetsFlags } from '../admin-groups.ts';
import type { ListDeadLettersFlags, MessageByKeyFlags, ResendFlags } from '../admin-messages.ts';
import type { AdminFlags } from '../admin-session.ts';
import type { CreateTopicFlags, ListTopicsFlags } from '../admin-topics.ts';
import { parseCount, parseOffset } from '../arguments.ts';
import { type CommandOutcome, newCommand } from '../command-frame.ts';

export function adminCommand(outcome: CommandOutcome): Command {
  return groupOf('admin', 'Look after a running cluster.', 'groups list')
    .addCommand(brokersCommand(outcome))
    .addCommand(topicsCommand(outcome))
    .addCommand(groupsCommand(outcome))
    .addCommand(offsetsCommand(outcome))
    .addCommand(deadLettersCommand(outcome))
    .addCommand(messageCommand(outcome));
}

/** The example follows the path. */
function groupOf(path: string, doc: string, example: string): Command {
  const name = path.split(' ').at(-1) ?? path;
  return newCommand({ name, command: path, doc, examples: [`${path} ${example}`] });
}

/** The first sentence of the doc is what the list of commands shows. */
function question(path: string, doc: string, examples: readonly string[]): Command {
  const summary = doc.split(/[.:] /, 1)[0] ?? doc;
  const command = `admin ${path}`;
  const name = path.split(' ').at(-1) ?? path;
  return newCommand({ name, command, doc, summary, examples: examples.map((one) => `${command}${one}`) })
    .option('--name-server <address>', 'ip:port of a name server of the cluster', '127.0.0.1:9876')
    .option('--json', 'print one JSON document');
}

function brokersCommand(outcome: CommandOutcome): Command {
  const doc =
    'List masters and slaves. Says which names have several masters: both take messages, and what one of them takes will be lost.';
  return question('brokers', doc, ['', ' --json']).action(async (flags: AdminFlags) => {
    outcome.code = await (await import('../admin-brokers.ts')).runListBrokers(flags);
  });
}

function topicsCommand(outcome: CommandOutcome): Command {
  return groupOf('admin topics', 'Topics and their queues.', 'create orders --queues 8')
    .addCommand(
      question('topics list', 'List the topics of all brokers.', ['', ' --all --json'])
        .option('--all', 'also those that brokers and groups make for themselves')
        .action(async (flags: ListTopicsFlags) => {
          outcome.code = await (await import('../admin-topics.ts')).runListTopics(flags);
        }),
    )
    .addCommand(
      question('topics create', 'Create a topic on every broker, or change the number of its queues.', [
        ' orders --queues 8',
      ])
        .argument('<topic>')
        .option('--queues <count>', 'queues on each broker', parseCount, 8)
        .option('--order', 'mark it as one whose messages are read in order')
        .action(async (topic: string, flags: CreateTopicFlags) => {
          outcome.code = await (await import('../admin-topics.ts')).runCreateTopic(topic, flags);
        }),
    )
    .addCommand(
      question(
        'topics delete',
        'Delete a topic on every broker, and the offsets of all groups on it: its messages stay on the disks until their time.',
        [' orders'],
      )
        .argument('<topic>')
        .action(async (topic: string, flags: AdminFlags) => {
          outcome.code = await (await import('../admin-topics.ts')).runDeleteTopic(topic, flags);
        }),
    )
    .addCommand(
      question('topics show', 'Show what each queue of a topic holds, and when it was last written.', [
        ' orders',
      ])
        .argument('<topic>')
        .action(async (topic: string, flags: AdminFlags) => {
          outcome.code = await (await import('../admin-topics.ts')).runShowTopic(topic, flags);
        }),
    );
}

function groupsCommand(outcome: CommandOutcome): Command {
  return groupOf('admin groups', 'Consumer groups: who is there, how far they are behind.', 'show billing')
    .addCommand(
      question('groups list', 'List the consumer groups with their members and their lag.', ['']).action(
        async (flags: AdminFlags) => {
          outcome.code = await (await import('../admin-groups.ts')).runListGroups(flags);
        },
      ),
    )
    .addCommand(
      question(
        'groups show',
        'Show the members of a group, and its lag on each queue that it has committed on.',
        [' billing'],
      )
        .argument('<group>')
        .action(async (group: string, flags: AdminFlags) => {
          outcome.code = await (await import('../admin-groups.ts')).runShowGroup(group, flags);
        }),
    );
}

function offsetsCommand(outcome: CommandOutcome): Command {
  const resetDoc = [
    'Send a group to another place of a topic: what was stored from the moment on is consumed (again). Consumers that run learn of it by',
    'their next pull, within a second or so; those that do not begin there. Messages in the hands of a handler meanwhile may come again.',
  ].join(' ');
  return groupOf('admin offsets', 'Where consumer groups are.', 'reset billing orders --to earliest')
    .addCommand(
      question('offsets show', 'Show the offsets that a group committed.', [' billing --topic orders'])
        .argument('<group>')
        .option('--topic <topic>', 'only of this topic')
        .action(async (group: string, flags: ShowOffsetsFlags) => {
          outcome.code = await (await import('../admin-groups.ts')).runShowOffsets(group, flags);
        }),
    )
    .addCommand(
      question('offsets reset', resetDoc, [
        ' billing orders --to earliest',
        ' billing orders --to 2026-01-31T12:00:00Z',
      ])
        .argument('<group>')
        .argument('<topic>')
        .requiredOption('--to <moment>', 'earliest, latest, a time, or milliseconds since 1970')
        .action(async (group: string, topic: string, flags: ResetOffsetsFlags) => {
          outcome.code = await (await import('../admin-groups.ts')).runResetOffsets(group, topic, flags);
        }),
    );
}

function deadLettersCommand(outcome: CommandOutcome): Command {
  const resendDoc = [
    'Send dead letters of a group to the topic that they came from, with their keys, tag and own properties: all, or the one with an offset.',
    'Every group of that topic gets them. They stay in the dead-letter queue, which is a log: sending twice gives two.',
  ].join(' ');
  return groupOf(
    'admin dlq',
    'Dead letters: messages that a group failed on until it gave up.',
    'list billing',
  )
    .addCommand(
      question('dlq list', 'List the dead letters of a group, the oldest first.', [' billing --count 20'])
        .argument('<group>')
        .option('--count <number>', 'at most as many', parseCount, 100)
        .action(async (group: string, flags: ListDeadLettersFlags) => {
          outcome.code = await (await import('../admin-messages.ts')).runListDeadLetters(group, flags);
        }),
    )
    .addCommand(
      question('dlq show', 'Show a dead letter with its properties and body.', [' billing 17'])
        .argument('<group>')
        .argument('<offset>', 'as the list shows it', parseOffset)
        .action(async (group: string, offset: number, flags: AdminFlags) => {
          outcome.code = await (await import('../admin-messages.ts')).runShowDeadLetter(group, offset, flags);
        }),
    )
    .addCommand(
      question('dlq resend', resendDoc, [' billing --offset 17'])
        .argument('<group>')
        .option('--offset <offset>', 'only this one', parseOffset)
        .action(async (group: string, flags: ResendFlags) => {
          outcome.code = await (await import('../admin-messages.ts')).runResendDeadLetters(group, flags);
        }),
    );
}

function messageCommand(outcome: CommandOutcome): Command {
  return groupOf('admin message', 'Single messages.', 'key orders order-4711')
    .addCommand(
      question('message id', 'Show the message with the id that the broker answered its send with.', [
        ' 7F00000100002A9F0000000000000000',
      ])
        .argument('<id>')
        .action(async (id: string, flags: AdminFlags) => {
          outcome.code = await (await import('../admin-messages.ts')).runMessageById(id, flags);
        }),
    )
    .addCommand(
      question('message key', 'List the newest messages of a topic that have a key.', [
        ' orders order-4711',
        ' orders 7F0000010A2B18B4AAC20123456789AB --unique',
      ])
        .argument('<topic>')
        .argument('<key>')
        .option('--unique', 'the key is the unique key that the producer gave')
        .option('--count <number>', 'at most as many of each broker, no more than 64', parseCount, 32)
        .action(async (topic: string, key: string, flags: MessageByKeyFlags) => {
          outcome.code = await (await import('../admin-messages.ts')).runMessagesByKey(topic, key, flags);
        }),
    );
}
