// The topics of a cluster.

import { defineRequest } from './definition.ts';
import { text } from './field.ts';

export const getTopicsOfCluster = defineRequest({
  code: 224,
  name: 'GET_TOPICS_BY_CLUSTER',
  doc: 'Reads the names of all topics that a broker of the cluster has. The reply body is a topic list as JSON.',
  header: { cluster: text('cluster') },
  reply: {},
});
