// An administrator takes a consumer group away.

import { defineRequest } from './definition.ts';
import { optionalBoolean, text } from './field.ts';

export const deleteSubscriptionGroup = defineRequest({
  code: 207,
  name: 'DELETE_SUBSCRIPTIONGROUP',
  doc: 'Deletes the settings of a consumer group on one broker, and its offsets when that is asked for.',
  header: { groupName: text('groupName'), cleansOffsets: optionalBoolean('cleanOffset') },
  reply: {},
});
