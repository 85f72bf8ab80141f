// A store folder for people: what was found wrong first, then what there is.

import type { Findings, FolderReport, LogReport, QueueReport } from '../messaging/store/folder-report.ts';
import { countOf, formatCount } from '../report/figures.ts';
import { renderTable } from '../report/table.ts';
import type { ConfigFile } from './store-config.ts';
import { describeFinding } from './store-finding.ts';
import type { StoreInspection } from './store-inspect-action.ts';
import { dataStyle } from './terminal.ts';

/** More than these are in the JSON. */
const QUEUE_ROWS = 50;
const TOPIC_WIDTH = 48;

export function renderStore(inspection: StoreInspection): string {
  const { directory, report, configFiles } = inspection;
  const blocks = [
    `${dataStyle().bold(directory)}: ${renderVerdict(inspection)}`,
    renderFacts(inspection),
    report.queues.length === 0 ? '' : renderQueues(report.queues),
    configFiles.length === 0 ? '' : renderConfigFiles(configFiles),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function renderVerdict({ isSound, report, lostConfigs }: StoreInspection): string {
  const { good, bad, doubtful } = dataStyle();
  const lines = [isSound ? good('sound') : bad('not sound')];
  const { count } = report.inconsistencies;
  lines.push(...renderFirst(report.inconsistencies, `first of ${formatCount(count)}`));
  lines.push(...lostConfigs.map((path) => `  ${path} is damaged, and there is no backup of it`));
  if (report.leftToRecovery.count > 0) {
    lines.push(doubtful(`  the next start makes good ${formatCount(report.leftToRecovery.count)} more`));
    lines.push(...renderFirst(report.leftToRecovery, 'such as'));
  }
  return lines.join('\n');
}

function renderFirst({ first }: Findings, word: string): readonly string[] {
  return first === undefined ? [] : [`  ${word}: ${describeFinding(first)} (${first.kind})`];
}

function renderFacts({ report }: StoreInspection): string {
  const { log, checkpoint, hasAbortMarker, recoveryPosition } = report;
  const times =
    checkpoint === undefined
      ? 'none'
      : [checkpoint.logMs, checkpoint.queuesMs, checkpoint.indexMs].map(momentOf);
  const rows = [
    ['commit log', renderLog(log)],
    ['stored', log.records === 0 ? '–' : `${momentOf(log.firstStoredMs)} to ${momentOf(log.lastStoredMs)}`],
    ['consume queues', renderQueueCount(report.queues)],
    ['key index', renderIndex(report)],
    [
      'checkpoint',
      typeof times === 'string' ? times : `log ${times[0]}, queues ${times[1]}, index ${times[2]}`,
    ],
    [
      'last end',
      hasAbortMarker
        ? `open, or not orderly (abort marker): recovery begins at position ${recoveryPosition}`
        : 'orderly',
    ],
  ];
  const columns = [
    { title: '', align: 'left' },
    { title: '', align: 'left' },
  ] as const;
  return renderTable(
    columns,
    rows.map(([name = '', text = '']) => [{ text: name, paint: dataStyle().dim }, { text }]),
  );
}

function renderLog(log: LogReport): string {
  const segments = `${countOf(log.segments, 'segment')} of ${formatCount(log.segmentBytes)} bytes`;
  if (log.segments === 0) return 'no segment';
  return `${countOf(log.records, 'record')} from position ${log.startPosition} to ${log.endPosition} in ${segments}`;
}

function renderQueueCount(queues: readonly QueueReport[]): string {
  const topics = new Set(queues.map(({ topic }) => topic)).size;
  const messages = queues.reduce((sum, { minOffset, maxOffset }) => sum + maxOffset - minOffset, 0);
  return `${formatCount(queues.length)} of ${countOf(topics, 'topic')} with ${countOf(messages, 'message')}`;
}

function renderIndex({ indexFiles: files, keysChecked }: FolderReport): string {
  const entries = files.reduce((sum, { entryCount }) => sum + entryCount - 1, 0);
  const unknown = files.filter(({ geometry, entryCount }) => geometry === undefined && entryCount > 1).length;
  const rest = unknown === 0 ? '' : `; of ${formatCount(unknown)} the slots cannot be told, so not verified`;
  return `${countOf(entries, 'entry').replace('entrys', 'entries')} in ${countOf(files.length, 'file')}${rest}${keysChecked ? '; every key was looked for' : ''}`;
}

function momentOf(ms: number | undefined): string {
  return ms === undefined || ms === 0 ? 'never' : new Date(ms).toISOString();
}

function renderQueues(queues: readonly QueueReport[]): string {
  const columns = [
    { title: 'topic', align: 'left' },
    { title: 'queue', align: 'right' },
    { title: 'min', align: 'right' },
    { title: 'max', align: 'right' },
    { title: 'messages', align: 'right' },
    { title: 'segments', align: 'right' },
  ] as const;
  const rows = queues
    .slice(0, QUEUE_ROWS)
    .map((queue) => [
      { text: shortened(queue.topic), paint: dataStyle().bold },
      { text: `${queue.queueId}` },
      { text: formatCount(queue.minOffset) },
      { text: formatCount(queue.maxOffset) },
      { text: formatCount(queue.maxOffset - queue.minOffset) },
      { text: formatCount(queue.segments) },
    ]);
  const rest = queues.length - rows.length;
  return renderTable(columns, rows) + (rest > 0 ? `\n… ${formatCount(rest)} more; --json has all` : '');
}

function shortened(topic: string): string {
  return topic.length <= TOPIC_WIDTH ? topic : `${topic.slice(0, TOPIC_WIDTH - 1)}…`;
}

function renderConfigFiles(files: readonly ConfigFile[]): string {
  const columns = [
    { title: 'configuration', align: 'left' },
    { title: 'entries', align: 'right' },
    { title: 'state', align: 'left' },
  ] as const;
  const { bold, good, bad, dim } = dataStyle();
  const paints = { readable: good, damaged: bad, empty: dim };
  const rows = files.map(({ path, entries, state }) => [
    { text: path, paint: bold },
    { text: entries === undefined ? '–' : formatCount(entries) },
    { text: state, paint: paints[state] },
  ]);
  return renderTable(columns, rows);
}
