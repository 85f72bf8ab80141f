// The fixed messages of the golden bytes: one for each thing that changes the layout of a record or what is derived from it.

import { encodeText } from '../../src/base/bytes.ts';
import { logPosition, queueOffset } from '../../src/base/numbers.ts';
import type { MessageDraft } from '../../src/messaging/message/message.ts';
import type { RecordPlace } from '../../src/messaging/message/record.ts';
import { SYSTEM_FLAG } from '../../src/messaging/message/system-flag.ts';

export interface GoldenMessage {
  readonly name: string;
  readonly draft: MessageDraft;
  readonly place: RecordPlace;
}

const BORN_MS = 1_700_000_000_000;

const PLAIN: MessageDraft = {
  topic: 'TopicTest',
  queueId: 2,
  body: encodeText('Hello RocketMQ'),
  properties: new Map([
    ['KEYS', 'K1'],
    ['TAGS', 'TagA'],
    ['WAIT', 'true'],
  ]),
  flag: 0,
  systemFlag: 0,
  bornTimestampMs: BORN_MS,
  bornHost: '192.168.0.10:54321',
  storeHost: '192.168.0.1:10911',
  reconsumeTimes: 0,
  preparedTransactionPosition: logPosition(0),
};

const PLACE: RecordPlace = {
  position: logPosition(1024),
  queueOffset: queueOffset(5),
  storeTimestampMs: BORN_MS + 123,
};

function message(
  name: string,
  draft: Partial<MessageDraft>,
  place: Partial<RecordPlace> = {},
): GoldenMessage {
  return { name, draft: { ...PLAIN, ...draft }, place: { ...PLACE, ...place } };
}

function tagged(...pairs: readonly (readonly [string, string])[]): Partial<MessageDraft> {
  return { properties: new Map(pairs) };
}

const COMPRESSED = Uint8Array.from(
  '789cf348cdc9c95708ca4fce4e2df10d04002626051b'.match(/../g) ?? [],
  (byte) => Number.parseInt(byte, 16),
);

export const GOLDEN_MESSAGES: readonly GoldenMessage[] = [
  message('plain', {}),
  message('without properties', tagged()),
  message('without tags', tagged(['KEYS', 'K1 K2 K3'], ['UNIQ_KEY', 'C0A8000A00002A9F0000000000000001'])),
  message('empty body', { body: new Uint8Array(0) }),
  message('user flag and retries', { flag: -2_023_406_815, reconsumeTimes: 16 }),
  message('text beyond ASCII', {
    ...tagged(['TAGS', '中文'], ['grüße', '🙂']),
    topic: 'Tüpfel',
    body: encodeText('中文 🙂'),
  }),
  message('compressed', {
    body: COMPRESSED,
    systemFlag: SYSTEM_FLAG.compressed | SYSTEM_FLAG.compressionZlib,
  }),
  message('born on IPv6', { bornHost: '[2001:db8::1]:54321' }),
  message('stored on IPv6', { storeHost: '[2001:db8::2]:10911' }),
  message('born and stored on IPv6', {
    bornHost: '[fe80::1:2:3:4]:1',
    storeHost: '[2001:db8::2]:65535',
  }),
  message('longest topic of version 1', { topic: 't'.repeat(127) }),
  message('shortest topic of version 2', { topic: `%RETRY%${'g'.repeat(121)}` }),
  message('longest topic of version 2', {
    topic: `%DLQ%${'g'.repeat(250)}`,
    storeHost: '[2001:db8::2]:10911',
  }),
  message('prepared', { systemFlag: SYSTEM_FLAG.prepared }, { queueOffset: queueOffset(0) }),
  message('committed', { systemFlag: SYSTEM_FLAG.commit, preparedTransactionPosition: logPosition(768) }),
  message('rolled back', { systemFlag: SYSTEM_FLAG.rollback }, { queueOffset: queueOffset(0) }),
  message('delayed, level 3', {
    ...tagged(['DELAY', '3'], ['REAL_TOPIC', 'TopicTest'], ['REAL_QID', '2'], ['TAGS', 'TagA']),
    topic: 'SCHEDULE_TOPIC_XXXX',
  }),
  message('delayed beyond the last level', { ...tagged(['DELAY', '99']), topic: 'SCHEDULE_TOPIC_XXXX' }),
  message('tags whose hash is the least number', tagged(['TAGS', 'polygenelubricants'])),
  message(
    'large numbers',
    {},
    {
      position: logPosition(0x1f_ffff_ffff_ff00),
      queueOffset: queueOffset(4_294_967_296),
      storeTimestampMs: 4_102_444_800_000,
    },
  ),
];
