// How far all groups are at a broker: a slave asks its master.

import { defineRequest } from './definition.ts';

export const getAllConsumerOffsets = defineRequest({
  code: 43,
  name: 'GET_ALL_CONSUMER_OFFSET',
  doc: 'Reads the offsets of all groups at one broker; slaves ask their master. The reply body is the table that its consumerOffset.json holds.',
  header: {},
  reply: {},
});
