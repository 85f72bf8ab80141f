// Configuration kept by name servers: reading a value.

import { defineRequest } from './definition.ts';
import { optionalText, text } from './field.ts';

export const getKvConfig = defineRequest({
  code: 101,
  name: 'GET_KV_CONFIG',
  doc: 'Reads one value of a namespace from the name server; QUERY_NOT_FOUND when there is none.',
  header: { namespace: text('namespace'), key: text('key') },
  reply: { value: optionalText('value') },
});
