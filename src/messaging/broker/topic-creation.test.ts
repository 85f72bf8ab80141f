import { describe, expect, test } from 'vitest';
import { topicConfig } from './system-topics.ts';
import { decideTopicCreation } from './topic-creation.ts';

const request = {
  topic: 'orders',
  templateName: 'TBW102',
  template: topicConfig('TBW102', 8, 7),
  queueCount: 4,
  autoCreateTopic: true,
};

describe('topic creation', () => {
  test('the producer and the template bound the number of queues; the new topic is no template', () => {
    expect(decideTopicCreation(request)).toEqual(topicConfig('orders', 4, 6));
    expect(decideTopicCreation({ ...request, queueCount: 99 })?.writeQueueCount).toBe(8);
    expect(decideTopicCreation({ ...request, queueCount: -1 })?.readQueueCount).toBe(0);
  });

  test('an absent or not inheritable template creates nothing', () => {
    expect(decideTopicCreation({ ...request, template: undefined })).toBeUndefined();
    expect(decideTopicCreation({ ...request, template: topicConfig('TBW102', 8, 6) })).toBeUndefined();
  });

  test('the switch forbids the common template, also one left in the file, but no other', () => {
    expect(decideTopicCreation({ ...request, autoCreateTopic: false })).toBeUndefined();
    const template = topicConfig('cluster', 16, 7);
    const other = { ...request, autoCreateTopic: false, templateName: 'cluster', template };
    expect(decideTopicCreation(other)).toEqual(topicConfig('orders', 4, 6));
  });

  test('a retry topic needs no template', () => {
    const retry = { ...request, topic: '%RETRY%group', template: undefined };
    expect(decideTopicCreation(retry)).toEqual(topicConfig('%RETRY%group', 1, 6));
  });
});
