// `windtunnel store inspect` on folders that RocketMQ's own store wrote: as they are, and damaged.

import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { goldenFolder } from '../golden/folder.ts';
import { ensureBuilt, makeFolder, removeFolder, windtunnel } from './command.ts';

const FIRST_SEGMENT = 'commitlog/00000000000000000000';
let folder = '';

beforeAll(async () => {
  await ensureBuilt();
  folder = makeFolder();
}, 60_000);

afterAll(() => removeFolder(folder));

beforeEach(() => {
  for (const name of ['closed', 'killed'] as const) {
    rmSync(join(folder, name), { recursive: true, force: true });
    for (const { path, content } of goldenFolder(name)) {
      mkdirSync(dirname(join(folder, name, path)), { recursive: true });
      writeFileSync(join(folder, name, path), content);
    }
  }
});

function inspect(...words: readonly string[]) {
  return windtunnel(['store', 'inspect', ...words], folder);
}

function damage(path: string, at: number): void {
  const bytes = readFileSync(join(folder, path));
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(join(folder, path), bytes);
}

function stateOf(name: string): readonly string[] {
  return readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
    .map((path) => `${path} ${statSync(join(folder, name, path)).mtimeMs}`)
    .toSorted();
}

describe('a sound folder', () => {
  test('is told as a table, and stays as it is', async () => {
    const before = stateOf('closed');
    const { code, stdout, stderr } = await inspect('closed');
    expect(stdout).toMatch(/closed: sound\n/);
    expect(stdout).toMatch(/commit log +50 records from position 0 to 11546 in 3 segments of 4,096 bytes/);
    expect(stdout).toMatch(/last end +orderly/);
    expect(stdout).toMatch(/TopicTest +0 +0 +14 +14 +3\n/);
    expect([code, stderr]).toEqual([0, '']);
    expect(stateOf('closed')).toEqual(before);
  });

  test('is one JSON document', async () => {
    const { code, stdout } = await inspect('closed', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      directory: expect.stringMatching(/closed$/),
      isSound: true,
      inconsistencies: 0,
      firstInconsistency: null,
      leftToRecovery: 0,
      firstLeftToRecovery: null,
      log: { segments: 3, segmentBytes: 4096, startPosition: 0, endPosition: 11_546, records: 50 },
      checkpoint: { logMs: expect.any(Number), queuesMs: expect.any(Number), indexMs: expect.any(Number) },
      hasAbortMarker: false,
      recoveryPosition: null,
      configFiles: [],
      indexFiles: [{ geometry: { slots: 7, entries: 60 } }, { entryCount: 60 }, {}],
      lostConfigs: [],
    });
    expect((JSON.parse(stdout) as { queues: unknown[] }).queues).toContainEqual({
      topic: 'TopicTest',
      queueId: 2,
      minOffset: 0,
      maxOffset: 10,
      segments: 2,
    });
    expect(code).toBe(0);
  });

  test('of a killed process is told apart', async () => {
    const { code, stdout } = await inspect('killed');
    expect(stdout).toMatch(/not orderly \(abort marker\): recovery begins at position 0/);
    expect(code).toBe(0);
  });
});

describe('a damaged folder', () => {
  test('exits 1 with the first inconsistency', async () => {
    damage(`closed/${FIRST_SEGMENT}`, 90);
    const { code, stdout } = await inspect('closed');
    expect(stdout).toMatch(
      /closed: not sound\n {2}first of \d+: the log at position 0 is not a record: body checksum/,
    );
    expect(code).toBe(1);
  });

  test('says of a queue where it differs', async () => {
    damage('closed/consumequeue/TopicTest/1/00000000000000000100', 7);
    const { code, stdout } = await inspect('closed', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      isSound: false,
      inconsistencies: 1,
      firstInconsistency: { kind: 'unit-differs', topic: 'TopicTest', queueId: 1, queueOffset: 5 },
    });
    expect(code).toBe(1);
  });

  test('says of an index entry that it leads nowhere', async () => {
    const [name = ''] = readdirSync(join(folder, 'closed/index'));
    damage(`closed/index/${name}`, 40 + 7 * 4 + 20 + 3);
    const { code, stdout } = await inspect('closed');
    expect(stdout).toMatch(
      /first of 1: entry 1 of store\/index\/\d+ leads to 0, where no record has a key of its hash/,
    );
    expect(code).toBe(1);
  });

  test('lacks a key only for who asks for the keys', async () => {
    expect((await inspect('closed', '--keys')).stdout).toMatch(
      /entries in 3 files; every key was looked for/,
    );
    expect((await inspect('killed', '--keys')).code).toBe(0);
    const [name = ''] = readdirSync(join(folder, 'closed/index'));
    const last = 40 + 7 * 4 + 59 * 20;
    const bytes = readFileSync(join(folder, 'closed/index', name));
    // The newest entry of the file becomes the oldest of its slot: what was behind it is out of reach.
    bytes.writeInt32BE(0, last + 16);
    writeFileSync(join(folder, 'closed/index', name), bytes);
    expect((await inspect('closed')).code).toBe(0);
    const { code, stdout } = await inspect('closed', '--keys');
    expect(stdout).toMatch(/first of \d+: no index entry leads from key .+ of topic .+ to its record at \d+/);
    expect(code).toBe(1);
  });

  test('is left to the next start where that makes it good', async () => {
    damage('killed/consumequeue/TopicTest/1/00000000000000000100', 7);
    const { code, stdout } = await inspect('killed');
    expect(stdout).toMatch(/sound\n {2}the next start makes good 1 more\n {2}such as: TopicTest\/1 offset 5/);
    expect(code).toBe(0);
  });

  test('has lost a configuration file that is damaged without a backup', async () => {
    mkdirSync(join(folder, 'closed/config'));
    writeFileSync(join(folder, 'closed/config/topics.json'), '{"topicConfigTable":{');
    writeFileSync(join(folder, 'closed/config/consumerOffset.json'), '{"offsetTable":{"T@g":{0:12}}}');
    const lost = await inspect('closed');
    expect(lost.stdout).toMatch(/config\/topics.json is damaged, and there is no backup of it/);
    expect(lost.stdout).toMatch(/config\/consumerOffset.json +1 +readable/);
    expect(lost.code).toBe(1);
    writeFileSync(join(folder, 'closed/config/topics.json.bak'), '{"topicConfigTable":{}}');
    expect((await inspect('closed')).code).toBe(0);
  });
});

describe('what is no store', () => {
  test.each([
    ['nowhere', /there is no folder nowhere/],
    ['.', /is not the folder of a store/],
    ['closed/commitlog', /did you mean .*closed\?/],
    [`closed/${FIRST_SEGMENT}`, /there is no folder/],
  ])('%s is refused with code 64', async (path, text) => {
    const { code, stdout, stderr } = await inspect(path);
    expect(stderr).toMatch(text);
    expect(stderr).toMatch(/remedy: /);
    expect([code, stdout]).toEqual([64, '']);
  });
});
