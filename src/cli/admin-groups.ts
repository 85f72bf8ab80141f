// What `windtunnel admin groups` and `windtunnel admin offsets` do.

import { compareText } from '../base/compare.ts';
import type { Administration } from '../messaging/client/administration.ts';
import { type AdminFlags, answer, printTable, timeText, withAdministration } from './admin-session.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { printData, say } from './terminal.ts';
import { UsageError } from './usage-error.ts';

interface QueueLag {
  readonly topic: string;
  readonly broker: string;
  readonly queue: number;
  readonly committed: number;
  /** Offset of the next message. */
  readonly end: number;
  readonly lag: number;
  readonly lastConsumedMs: number;
}

export function runListGroups(flags: AdminFlags): Promise<ExitCode> {
  return withAdministration(flags, async ({ administration }) => {
    const groups: { group: string; members: number; lag: number }[] = [];
    for (const group of await groupNames(administration)) {
      const members = await administration.members(group);
      groups.push({ group, members: members.length, lag: sumOf(await lagOf(administration, group)) });
    }
    answer(flags, groups, () => {
      if (groups.length === 0) return printData('no groups yet');
      printTable(
        ['group', 'members', 'lag'],
        groups.map(({ group, members, lag }) => [group, members, lag]),
      );
    });
    return EXIT.held;
  });
}

export function runShowGroup(group: string, flags: AdminFlags): Promise<ExitCode> {
  return withAdministration(flags, async ({ administration }) => {
    const settings = (await administration.groups()).flatMap(({ value }) => value.get(group) ?? []);
    const [first] = settings;
    if (first === undefined) return noGroup(group);
    const members = await administration.members(group);
    const queues = await lagOf(administration, group);
    const { retryMaxTimes } = first;
    const mayConsume = settings.every(({ consumeEnabled }) => consumeEnabled);
    const document = { group, members, lag: sumOf(queues), retryMaxTimes, mayConsume, queues };
    answer(flags, document, () => {
      printData(`${group}: ${members.length} members, ${sumOf(queues)} messages behind`);
      printData(`  a message is dead after ${retryMaxTimes} retries, unless its consumer says otherwise`);
      if (!mayConsume) printData('  consuming is forbidden');
      for (const member of members) printData(`  ${member}`);
      printQueues(queues);
    });
    return EXIT.held;
  });
}

export interface ShowOffsetsFlags extends AdminFlags {
  readonly topic?: string;
}

export function runShowOffsets(group: string, flags: ShowOffsetsFlags): Promise<ExitCode> {
  return withAdministration(flags, async ({ administration }) => {
    if (!(await groupNames(administration)).includes(group)) return noGroup(group);
    const all = await lagOf(administration, group);
    const queues = all.filter(({ topic }) => flags.topic === undefined || topic === flags.topic);
    answer(flags, { group, lag: sumOf(queues), queues }, () => printQueues(queues));
    if (queues.length > 0) return EXIT.held;
    say(`group ${group} has committed no offsets${flags.topic === undefined ? '' : ` on ${flags.topic}`}`);
    return EXIT.nothingSelected;
  });
}

export interface ResetOffsetsFlags extends AdminFlags {
  readonly to: string;
}

export function runResetOffsets(group: string, topic: string, flags: ResetOffsetsFlags): Promise<ExitCode> {
  const timestampMs = parseMoment(flags.to);
  return withAdministration(flags, async ({ administration }) => {
    const table = await administration.resetOffsets({ group, topic, timestampMs });
    const queues = table.map(([{ brokerName, queueId }, offset]) => ({
      broker: brokerName,
      queue: queueId,
      offset,
    }));
    answer(flags, { group, topic, to: flags.to, queues }, () => {
      if (queues.length === 0) return;
      printTable(
        ['broker', 'queue', 'offset'],
        queues.map((one) => [one.broker, one.queue, one.offset]),
      );
    });
    if (queues.length > 0) return EXIT.held;
    say(`no broker has both the group ${group} and the topic ${topic}`);
    return EXIT.nothingSelected;
  });
}

/** @throws UsageError */
function parseMoment(text: string): number {
  if (text === 'earliest') return 0;
  if (text === 'latest') return -1;
  const timeMs = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isSafeInteger(timeMs) && timeMs >= 0) return timeMs;
  throw new UsageError(`${text} is no moment`, {
    remedy: 'give earliest, latest, a time such as 2026-01-31T12:00:00Z, or milliseconds since 1970',
  });
}

async function groupNames(administration: Administration): Promise<readonly string[]> {
  const tables = await administration.groups();
  return [...new Set(tables.flatMap(({ value }) => [...value.keys()]))].toSorted(compareText);
}

async function lagOf(administration: Administration, group: string): Promise<readonly QueueLag[]> {
  const table = await administration.consumeStats(group);
  return table.map(([{ topic, brokerName, queueId }, stats]) => ({
    topic,
    broker: brokerName,
    queue: queueId,
    committed: stats.consumerOffset,
    end: stats.brokerOffset,
    lag: Math.max(0, stats.brokerOffset - stats.consumerOffset),
    lastConsumedMs: stats.lastConsumedMs,
  }));
}

function sumOf(queues: readonly QueueLag[]): number {
  return queues.reduce((sum, { lag }) => sum + lag, 0);
}

function printQueues(queues: readonly QueueLag[]): void {
  if (queues.length === 0) return;
  const rows = queues.map((one) => [
    one.topic,
    one.broker,
    one.queue,
    one.committed,
    one.end,
    one.lag,
    timeText(one.lastConsumedMs),
  ]);
  printTable(['topic', 'broker', 'queue', 'committed', 'end', 'lag', 'last consumed stored'], rows);
}

function noGroup(group: string): ExitCode {
  say(`no broker knows a group ${group}: see windtunnel admin groups list`);
  return EXIT.nothingSelected;
}
