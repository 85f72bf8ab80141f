// A producer says how the transaction of a half message ended.

import { defineRequest } from './definition.ts';
import { int32, int64, optionalBoolean, optionalText, text } from './field.ts';

export const endTransaction = defineRequest({
  code: 37,
  name: 'END_TRANSACTION',
  doc: 'Commits or rolls back a half message; clients send it one-way.',
  header: {
    topic: optionalText('topic'),
    producerGroup: text('producerGroup'),
    /** Queue offset of the half message. */
    halfOffset: int64('tranStateTableOffset'),
    /** Position of its record in the commit log. */
    halfPosition: int64('commitLogOffset'),
    /** 0 unknown, 8 commit, 12 rollback: bits of the system flag. */
    state: int32('commitOrRollback'),
    /** Answers a check of the broker; absent counts as false. */
    answersCheck: optionalBoolean('fromTransactionCheck'),
    uniqueKey: text('msgId'),
    transactionId: optionalText('transactionId'),
    brokerName: optionalText('bname'),
  },
  reply: {},
});
