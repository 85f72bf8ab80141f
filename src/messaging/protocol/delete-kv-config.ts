// Configuration kept by name servers: removing a value.

import { defineRequest } from './definition.ts';
import { text } from './field.ts';

export const deleteKvConfig = defineRequest({
  code: 102,
  name: 'DELETE_KV_CONFIG',
  doc: 'Removes one value of a namespace from the name server.',
  header: { namespace: text('namespace'), key: text('key') },
  reply: {},
});
