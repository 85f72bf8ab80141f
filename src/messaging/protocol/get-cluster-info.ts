// Which brokers there are (cluster-info.ts).

import { defineRequest } from './definition.ts';

export const getClusterInfo = defineRequest({
  code: 106,
  name: 'GET_BROKER_CLUSTER_INFO',
  doc: 'Reads all brokers and clusters. The reply body is cluster info as JSON.',
  header: {},
  reply: {},
});
