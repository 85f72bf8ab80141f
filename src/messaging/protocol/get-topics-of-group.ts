// Which topics a group consumes.

import { defineRequest } from './definition.ts';
import { text } from './field.ts';

export const getTopicsOfGroup = defineRequest({
  code: 343,
  name: 'QUERY_TOPICS_BY_CONSUMER',
  doc: 'Reads the topics on which a group has committed offsets, on one broker.',
  header: { group: text('group') },
  reply: {},
});
