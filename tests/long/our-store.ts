// Our store on the real disk, in this process or in one that is killed, and what it reads back.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { toHex } from '../../src/base/bytes.ts';
import { compareText } from '../../src/base/compare.ts';
import { logPosition, queueOffset } from '../../src/base/numbers.ts';
import { indexedKeys } from '../../src/messaging/message/indexed-keys.ts';
import type { StoredMessage } from '../../src/messaging/message/message.ts';
import { decodeRecords, encodeRecord, measureRecord } from '../../src/messaging/message/record.ts';
import { isQueued } from '../../src/messaging/message/system-flag.ts';
import { scanCommitLog } from '../../src/messaging/store/commit-log-image.ts';
import { checkFolder } from '../../src/messaging/store/folder-check.ts';
import { readFolderLayout } from '../../src/messaging/store/folder-layout.ts';
import { describeInconsistency } from '../../src/messaging/store/inconsistency.ts';
import { checkKeyIndex, describeIndexInconsistency } from '../../src/messaging/store/key-index-check.ts';
import { MessageStore } from '../../src/messaging/store/message-store.ts';
import type { StoreOptions } from '../../src/messaging/store/options.ts';
import { SegmentBytes } from '../../src/messaging/store/segment-bytes.ts';
import { DirectoryImage } from '../../src/nodejs/directory-image.ts';
import { createNodeEnvironment } from '../../src/nodejs/node-environment.ts';
import { COURSE_SIZES } from '../golden/course.ts';

export interface Written {
  /** Message ids of what was answered with PUT_OK. */
  readonly acknowledged: readonly string[];
}

/** Runs the bundled writer; 'kill' ends it as soon as it has answered so many times. */
export async function writeOurs(
  bundlePath: string,
  words: readonly string[],
  killAfter?: number,
): Promise<Written> {
  const child = spawn(process.execPath, [bundlePath, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const acknowledged: string[] = [];
  let answers = 0;
  const refused: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [status, ids = ''] = line.split(' ');
    if (status === 'PUT_OK') acknowledged.push(...ids.split(','));
    else if (line !== 'done') refused.push(line);
    answers += 1;
    if (line === 'done' || answers === killAfter) child.kill('SIGKILL');
  }
  const code = await ended;
  if (refused.length > 0) throw new Error(`puts ended as ${refused.join()}`);
  if (code !== 0 && code !== null) throw new Error(`the writer ended with ${code}`);
  return { acknowledged };
}

/** What is wrong with the folder, in words. */
export function wrongWith(directory: string): readonly string[] {
  return onImage(directory, (image) => checkFolder(image).map(describeInconsistency));
}

/** What is wrong with the key index of a folder of the course, in words. */
export function wrongInIndexOf(directory: string): readonly string[] {
  const geometry = { slots: COURSE_SIZES.indexSlots, entries: COURSE_SIZES.indexEntries };
  const dispatchedUpTo = logPosition(Number.MAX_SAFE_INTEGER);
  return onImage(directory, (image) =>
    [...checkKeyIndex(image, { geometry, dispatchedUpTo })].map(describeIndexInconsistency),
  );
}

/** Positions of the records that an index leads to from a key. */
export interface Found {
  readonly topic: string;
  readonly key: string;
  readonly positions: readonly number[];
}

/** Every key of every record of the folder. */
export function keysOf(directory: string): readonly { readonly topic: string; readonly key: string }[] {
  const keys = onImage(directory, (image) =>
    scanCommitLog(image).messages.flatMap((message) =>
      indexedKeys(message).map((key) => ({ topic: message.topic, key })),
    ),
  );
  return [...new Map(keys.map((each) => [`${each.topic}#${each.key}`, each])).values()];
}

/** Opens the folder with our store and asks for every key. */
export async function findOurs(directory: string, options: Partial<StoreOptions>): Promise<readonly Found[]> {
  return withOurs(directory, options, (store) =>
    keysOf(directory).map(({ topic, key }) => {
      const asked = { topic, key, maxCount: 64, beginMs: 0, endMs: Number.MAX_SAFE_INTEGER };
      const decoding = decodeRecords(store.queryByKey(asked).body);
      const messages = decoding.kind === 'records' ? decoding.messages : [];
      return { topic, key, positions: messages.map(({ position }) => position) };
    }),
  );
}

/** All messages that have a queue, by queue, each as one line with its record. */
export function recordsOf(directory: string): readonly string[] {
  return onImage(directory, (image) => {
    const { messages } = scanCommitLog(image);
    return messages.filter(({ systemFlag }) => isQueued(systemFlag)).map(lineOf);
  }).toSorted();
}

/** Records of the log that our encoder would have written otherwise. */
export function encodedOtherwise(directory: string): readonly string[] {
  return onImage(directory, (image) => {
    const log = new SegmentBytes(image, readFolderLayout(image).log);
    const isAlike = (message: StoredMessage) => {
      const own = encodeRecord(message, measureRecord(message), message);
      return toHex(own) === toHex(log.read(message.position, message.recordSize));
    };
    return scanCommitLog(image)
      .messages.filter((message) => !isAlike(message))
      .map(lineOf);
  });
}

/** Positions of all records. */
export function positionsOf(directory: string): ReadonlySet<number> {
  return onImage(
    directory,
    (image) => new Set(scanCommitLog(image).messages.map(({ position }) => position)),
  );
}

/** Opens the folder with our store and reads every queue to its end. */
export async function readOurs(
  directory: string,
  options: Partial<StoreOptions>,
): Promise<readonly string[]> {
  const lines = await withOurs(directory, options, (store) =>
    onImage(directory, queueNames).flatMap(([topic, queueId]) => readQueue(store, topic, queueId)),
  );
  return lines.toSorted();
}

async function withOurs<T>(
  directory: string,
  options: Partial<StoreOptions>,
  look: (store: MessageStore) => T,
): Promise<T> {
  const environment = createNodeEnvironment({
    name: 'reader',
    directory: parentOf(directory),
    host: '127.0.0.1',
  });
  const store = await MessageStore.open(environment, { ...options, rootDirectory: nameOf(directory) });
  const seen = look(store);
  await store.close();
  await environment.close();
  return seen;
}

function readQueue(store: MessageStore, topic: string, queueId: number): readonly string[] {
  const lines: string[] = [];
  const end = store.maxOffset(topic, queueId);
  for (let offset = store.minOffset(topic, queueId); offset < end; ) {
    const result = store.read({ topic, queueId, offset, maxCount: 32 });
    const decoding = decodeRecords(result.body);
    if (result.status !== 'FOUND' || decoding.kind !== 'records') {
      throw new Error(`${topic}/${queueId}/${offset}: ${result.status} ${decoding.kind}`);
    }
    lines.push(...decoding.messages.map(lineOf));
    offset = queueOffset(result.nextBeginOffset);
  }
  return lines;
}

function queueNames(image: DirectoryImage): readonly (readonly [string, number])[] {
  const names = image.paths().map((path) => /^store\/consumequeue\/([^/]+)\/(\d+)\//.exec(path));
  const keys = new Set(names.flatMap((name) => (name === null ? [] : [`${name[1]}/${name[2]}`])));
  return [...keys].map((key) => [key.slice(0, key.indexOf('/')), Number(key.slice(key.indexOf('/') + 1))]);
}

/** Everything that a reader could tell apart. */
export function lineOf(message: StoredMessage): string {
  const { topic, queueId, queueOffset: offset, position } = message;
  return `${topic} ${queueId} ${offset} ${position} ${toHex(message.body)} ${propertiesText([...message.properties])}`;
}

function onImage<T>(directory: string, look: (image: DirectoryImage) => T): T {
  const image = new DirectoryImage(directory, 'store');
  try {
    return look(image);
  } finally {
    image.close();
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function propertiesText(properties: readonly (readonly [string, string])[]): string {
  return properties
    .map(([name, value]) => `${name}=${value}`)
    .toSorted(compareText)
    .join(';');
}
