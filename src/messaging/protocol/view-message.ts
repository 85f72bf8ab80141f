// Reading one message by its place in the log, which is part of its offset message id.

import { defineRequest } from './definition.ts';
import { int64, optionalText } from './field.ts';

export const viewMessage = defineRequest({
  code: 33,
  name: 'VIEW_MESSAGE_BY_ID',
  doc: 'Reads the message whose record starts at a position of the commit log. The reply body is the record; SYSTEM_ERROR when none starts there.',
  header: { topic: optionalText('topic'), position: int64('offset') },
  reply: {},
});
