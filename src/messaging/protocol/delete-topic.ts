// An administrator takes a topic away: from each broker, then from each name server.

import { defineRequest } from './definition.ts';
import { optionalText, text } from './field.ts';

export const deleteTopicAtBroker = defineRequest({
  code: 215,
  name: 'DELETE_TOPIC_IN_BROKER',
  doc: 'Deletes a topic on one broker with the offsets of all groups on it. Unlike RocketMQ, its queues stay until retention takes their messages: a topic of the same name goes on behind them, and no offset names two messages.',
  header: { topic: text('topic') },
  reply: {},
});

export const deleteTopicAtNameServer = defineRequest({
  code: 216,
  name: 'DELETE_TOPIC_IN_NAMESRV',
  doc: 'Deletes the route of a topic on one name server: of all brokers, or of those of one cluster.',
  header: { topic: text('topic'), cluster: optionalText('clusterName') },
  reply: {},
});
