// How far a broker has delivered the messages of each delay level: a slave asks its master.

import { defineRequest } from './definition.ts';

export const getAllDelayOffsets = defineRequest({
  code: 45,
  name: 'GET_ALL_DELAY_OFFSET',
  doc: 'Reads how far one broker has delivered its delayed messages; slaves ask their master. The reply body is the table that its delayOffset.json holds.',
  header: {},
  reply: {},
});
