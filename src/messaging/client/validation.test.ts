import { expect, test } from 'vitest';
import { ClientError } from './client-error.ts';
import { newMessage } from './new-message.ts';
import { checkBatch, checkGroup, checkMessage, checkPropertiesText, checkQueue } from './validation.ts';

const LIMIT_BYTES = 10;
const message = (topic: string, bytes = 1, properties: Record<string, string> = {}) => ({
  topic,
  body: new Uint8Array(bytes),
  properties: new Map(Object.entries(properties)),
  flag: 0,
});

function refusal(check: () => void): string {
  try {
    check();
  } catch (error) {
    if (error instanceof ClientError) return `${error.kind}: ${error.message}`;
    throw error;
  }
  return '';
}

const ofMessage = (given: ReturnType<typeof message>) => refusal(() => checkMessage(given, LIMIT_BYTES));

test('topics: not blank, up to 127 legal characters, not those that only brokers write', () => {
  expect(ofMessage(message('%a|B-1_'))).toBe('');
  expect(ofMessage(message('t'.repeat(127)))).toBe('');
  expect(ofMessage(message(' '))).toBe('invalid-topic: the topic name is blank');
  expect(ofMessage(message('t'.repeat(128)))).toMatch(/^invalid-topic: .* is too long/);
  expect(ofMessage(message('a.b'))).toMatch(/^invalid-topic: .* illegal characters/);
  expect(ofMessage(message('a\n'))).toMatch(/^invalid-topic: /);
  for (const topic of ['SCHEDULE_TOPIC_XXXX', 'RMQ_SYS_TRANS_HALF_TOPIC', 'OFFSET_MOVED_EVENT'])
    expect(ofMessage(message(topic))).toBe(`invalid-topic: sending to topic ${topic} is forbidden`);
});

test('bodies: not empty, up to the limit', () => {
  expect(ofMessage(message('t', LIMIT_BYTES))).toBe('');
  expect(ofMessage(message('t', 0))).toBe('invalid-body: the message body is empty');
  expect(ofMessage(message('t', LIMIT_BYTES + 1))).toMatch(/^invalid-body: .* 11 bytes, more than 10$/);
});

test('properties: what their text form carries, and a delay level that is a number', () => {
  expect(ofMessage(message('t', 1, { colour: 'red', DELAY: '3' }))).toBe('');
  expect(ofMessage(message('t', 1, { colour: 'r\u0001d' }))).toMatch(/^invalid-property: .*separator/);
  expect(ofMessage(message('t', 1, { '': 'red' }))).toBe('invalid-property: a property has no name');
  expect(ofMessage(message('t', 1, { colour: '' }))).toMatch(/^invalid-property: .* colour has no value/);
  expect(ofMessage(message('t', 1, { DELAY: 'soon' }))).toMatch(/^invalid-property: the delay level "soon"/);
  expect(refusal(() => checkPropertiesText('ä'.repeat(16_383)))).toBe('');
  expect(refusal(() => checkPropertiesText('ä'.repeat(16_384)))).toMatch(/^invalid-property: .* 32768 bytes/);
});

test('batches: of one topic, waiting alike, without delay, each message with properties that fit', () => {
  const ofBatch = (...given: readonly ReturnType<typeof message>[]) =>
    refusal(() => checkBatch(given, LIMIT_BYTES));
  expect(ofBatch(message('t'), message('t', 2, { WAIT: 'true' }))).toBe('');
  expect(ofBatch()).toMatch(/^invalid-batch: /);
  expect(ofBatch(message('t'), message('u'))).toMatch(/^invalid-batch: /);
  expect(ofBatch(message('t'), message('t', 1, { WAIT: 'false' }))).toMatch(/^invalid-batch: /);
  expect(ofBatch(message('t', 1, { DELAY: '1' }))).toMatch(/^invalid-batch: /);
  expect(ofBatch(message('%RETRY%g'))).toMatch(/^invalid-batch: /);
  expect(ofBatch(message('t'), message('t', 0))).toMatch(/^invalid-body: /);
  expect(ofBatch(message('t', 1, { long: 'x'.repeat(32_768) }))).toMatch(/^invalid-property: /);
});

test('groups: not blank, up to 120 legal characters, not those of the defaults', () => {
  const ofGroup = (group: string) => refusal(() => checkGroup(group));
  expect(ofGroup('g'.repeat(120))).toBe('');
  expect(ofGroup('')).toMatch(/^invalid-group: .*blank/);
  expect(ofGroup('g'.repeat(121))).toMatch(/^invalid-group: .*too long/);
  expect(ofGroup('a b')).toMatch(/^invalid-group: /);
  expect(ofGroup('DEFAULT_PRODUCER')).toMatch(/^invalid-group: .*reserved/);
});

test('queues: of the topic of the message', () => {
  const queue = { topic: 't', brokerName: 'b', queueId: 0 };
  expect(refusal(() => checkQueue(queue, 't'))).toBe('');
  expect(refusal(() => checkQueue(queue, 'u'))).toMatch(/^invalid-queue: /);
});

test("a user's own property may not have a name of the system", () => {
  const content = { topic: 't', body: Uint8Array.of(1) };
  expect(newMessage({ ...content, properties: new Map([['colour', 'red']]) }).properties.get('colour')).toBe(
    'red',
  );
  const wish = new Map([['CHECK_IMMUNITY_TIME_IN_SECONDS', '60']]);
  expect(newMessage({ ...content, properties: wish }).properties.get('CHECK_IMMUNITY_TIME_IN_SECONDS')).toBe(
    '60',
  );
  expect(refusal(() => newMessage({ ...content, properties: new Map([['UNIQ_KEY', 'mine']]) }))).toMatch(
    /^invalid-property: .*UNIQ_KEY/,
  );
});
