// The topics that are there without anybody asking for them.

import { defineRequest } from './definition.ts';

export const getSystemTopicsOfCluster = defineRequest({
  code: 304,
  name: 'GET_SYSTEM_TOPIC_LIST_FROM_NS',
  doc: 'Reads what a name server counts as system topics: the names of all clusters and brokers. The reply body is a topic list with the address of one broker.',
  header: {},
  reply: {},
});

export const getSystemTopicsOfBroker = defineRequest({
  code: 305,
  name: 'GET_SYSTEM_TOPIC_LIST_FROM_BROKER',
  doc: 'Reads the names of the topics that a broker keeps for itself. The reply body is a topic list as JSON.',
  header: {},
  reply: {},
});
