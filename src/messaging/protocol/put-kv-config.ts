// Configuration kept by name servers: writing a value.

import { defineRequest } from './definition.ts';
import { text } from './field.ts';

export const putKvConfig = defineRequest({
  code: 100,
  name: 'PUT_KV_CONFIG',
  doc: 'Stores one value of a namespace on the name server.',
  header: { namespace: text('namespace'), key: text('key'), value: text('value') },
  reply: {},
});
