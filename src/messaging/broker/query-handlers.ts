// Answers questions for single messages, by key or by place (QueryMessageProcessor.java). Keys are not compared here: who asks does it.

import { logPosition } from '../../base/numbers.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { queryMessage } from '../protocol/query-message.ts';
import type { viewMessage } from '../protocol/view-message.ts';
import { failure, success } from '../remoting/handler.ts';
import type { MessageStore } from '../store/message-store.ts';
import type { BrokerOptions } from './broker-options.ts';
import type { HandlerOf } from './handler-of.ts';

export class QueryHandlers {
  readonly #store: MessageStore;
  readonly #options: Pick<BrokerOptions, 'defaultQueryCount'>;

  constructor(store: MessageStore, options: Pick<BrokerOptions, 'defaultQueryCount'>) {
    this.#store = store;
    this.#options = options;
  }

  readonly byKey: HandlerOf<typeof queryMessage> = ({ header }) => {
    const { topic, key, beginMs, endMs, isUniqueKey } = header;
    const maxCount = isUniqueKey === true ? this.#options.defaultQueryCount : header.maxCount;
    const found = this.#store.queryByKey({ topic, key, maxCount, beginMs, endMs });
    const { indexedMs, indexedPosition } = found;
    if (found.count > 0) return success({ indexedMs, indexedPosition }, found.body);
    const remark = 'can not find message, maybe time range not correct';
    return {
      kind: 'reply',
      code: RESPONSE_CODE.queryNotFound,
      remark,
      header: { indexedMs, indexedPosition },
    };
  };

  readonly byPosition: HandlerOf<typeof viewMessage> = ({ header }) => {
    const record = this.#store.recordAt(logPosition(header.position));
    if (record !== undefined) return success({}, record);
    return failure(RESPONSE_CODE.systemError, `can not find message by the offset, ${header.position}`);
  };
}
