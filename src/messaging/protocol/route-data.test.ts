import { expect, test } from 'vitest';
import { decodeText, encodeText } from '../../base/bytes.ts';
import { decodeRouteData, encodeRouteData } from './route-data.ts';

test('a route as Java writes it, with integer keys without quotes, is read', () => {
  const text =
    '{"brokerDatas":[{"brokerAddrs":{0:"10.0.0.2:10911",1:"10.0.0.3:10911"},"brokerName":"a","cluster":"c"}],"filterServerTable":{},"queueDatas":[{"brokerName":"a","perm":6,"readQueueNums":4,"topicSynFlag":1,"writeQueueNums":4}]}';
  expect(decodeRouteData(encodeText(text))).toEqual({
    brokers: [
      {
        brokerName: 'a',
        cluster: 'c',
        addresses: new Map([
          [0, '10.0.0.2:10911'],
          [1, '10.0.0.3:10911'],
        ]),
      },
    ],
    queues: [{ brokerName: 'a', permission: 6, readQueueCount: 4, writeQueueCount: 4, topicSystemFlag: 1 }],
    orderTopicConfig: undefined,
  });
});

test('a route is emitted as every client reads it', () => {
  const bytes = encodeRouteData({
    brokers: [
      {
        cluster: 'c',
        brokerName: 'a',
        addresses: new Map([
          [1, 'h:2'],
          [0, 'h:1'],
        ]),
      },
    ],
    queues: [{ brokerName: 'a', readQueueCount: 4, writeQueueCount: 4, permission: 6, topicSystemFlag: 0 }],
    orderTopicConfig: 'a:4',
  });
  expect(decodeText(bytes)).toBe(
    '{"brokerDatas":[{"brokerAddrs":{"0":"h:1","1":"h:2"},"brokerName":"a","cluster":"c"}],"filterServerTable":{},"orderTopicConf":"a:4","queueDatas":[{"brokerName":"a","perm":6,"readQueueNums":4,"topicSynFlag":0,"topicSysFlag":0,"writeQueueNums":4}]}',
  );
});

test('more queues than anybody has is refused, since readers allocate per queue', () => {
  const queues = '{"queueDatas":[{"brokerName":"a","perm":6,"readQueueNums":2000000000,"writeQueueNums":4}]}';
  expect(decodeRouteData(encodeText(queues))).toBeUndefined();
});
