// How a broker is doing.

import { defineRequest } from './definition.ts';

export const getRuntimeInfo = defineRequest({
  code: 28,
  name: 'GET_BROKER_RUNTIME_INFO',
  doc: 'Reads how far the store of a broker is, and since when it runs. The reply body is a table of texts.',
  header: {},
  reply: {},
});
