// A broker asks a producer how the transaction of a half message ended. The body is the message as one record.

import { defineRequest } from './definition.ts';
import { int64, optionalText } from './field.ts';

export const checkTransactionState = defineRequest({
  code: 39,
  name: 'CHECK_TRANSACTION_STATE',
  doc: 'Broker to producer, one-way: what became of this transaction? Answered by END_TRANSACTION.',
  header: {
    topic: optionalText('topic'),
    halfOffset: int64('tranStateTableOffset'),
    halfPosition: int64('commitLogOffset'),
    uniqueKey: optionalText('msgId'),
    transactionId: optionalText('transactionId'),
    offsetMessageId: optionalText('offsetMsgId'),
    brokerName: optionalText('bname'),
  },
  reply: {},
});
