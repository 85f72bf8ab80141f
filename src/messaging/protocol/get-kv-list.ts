// Configuration kept by name servers: reading a namespace (kv-table.ts).

import { defineRequest } from './definition.ts';
import { text } from './field.ts';

export const getKvList = defineRequest({
  code: 219,
  name: 'GET_KVLIST_BY_NAMESPACE',
  doc: 'Reads all values of a namespace from the name server. The reply body is a table as JSON.',
  header: { namespace: text('namespace') },
  reply: {},
});
