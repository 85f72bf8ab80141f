// A broker tells a name server who and where it is (register-broker-body.ts).

import { defineRequest } from './definition.ts';
import { int64, optionalBoolean, optionalInt32, optionalInt64, optionalText, text } from './field.ts';

export const registerBroker = defineRequest({
  code: 103,
  name: 'REGISTER_BROKER',
  doc: 'Announces a broker and its topics to a name server. The body is a register-broker body as JSON; the reply body is the table of ordered topics.',
  header: {
    brokerName: text('brokerName'),
    brokerAddress: text('brokerAddr'),
    clusterName: text('clusterName'),
    haServerAddress: text('haServerAddr'),
    brokerId: int64('brokerId'),
    bodyCrc32: optionalInt32('bodyCrc32'),
    compressed: optionalBoolean('compressed'),
    heartbeatTimeoutMs: optionalInt64('heartbeatTimeoutMillis'),
    enableActingMaster: optionalBoolean('enableActingMaster'),
    zoneName: optionalText('zoneName'),
  },
  reply: { haServerAddress: optionalText('haServerAddr'), masterAddress: optionalText('masterAddr') },
});
