// Carries out what a producer says about a transaction: END_TRANSACTION. Whether it may is decided in end-decision.ts.

import { logPosition } from '../../../base/numbers.ts';
import { DiskError } from '../../../environment/disk.ts';
import type { Environment } from '../../../environment/environment.ts';
import type { StoredMessage } from '../../message/message.ts';
import { PROPERTY } from '../../message/properties.ts';
import { SYSTEM_FLAG } from '../../message/system-flag.ts';
import { isStored, RESPONSE_CODE } from '../../protocol/codes.ts';
import type { endTransaction } from '../../protocol/end-transaction.ts';
import { failure, type ReplyContent, success } from '../../remoting/handler.ts';
import type { MessageStore } from '../../store/message-store.ts';
import type { HandlerOf, HeaderOfRequest } from '../handler-of.ts';
import type { TransactionEnded } from '../observations.ts';
import { putResponse } from '../put-response.ts';
import { committedOf } from './half-message.ts';
import type { OperationLog } from './operation-log.ts';
import type { TransactionEnds } from './transaction-ends.ts';

export interface EndTransactionContext {
  readonly environment: Environment;
  readonly store: MessageStore;
  readonly operations: OperationLog;
  readonly ends: TransactionEnds;
  /** Age before which half messages are not checked. */
  readonly timeoutMs: number;
}

type Header = HeaderOfRequest<typeof endTransaction>;
type Answer = ReplyContent<Record<string, never>>;
type How = TransactionEnded['how'];

export class EndTransactionHandler {
  readonly #context: EndTransactionContext;

  constructor(context: EndTransactionContext) {
    this.#context = context;
  }

  /** A producer that does not know leaves it to the checks: nothing happens. */
  readonly handle: HandlerOf<typeof endTransaction> = async ({ header }) => {
    const how = outcomeOf(header.state);
    if (how === undefined) return success({});
    const half = this.#find(header.halfPosition);
    if (half === undefined) {
      return failure(RESPONSE_CODE.systemError, 'Find prepared transaction message failed');
    }
    const { ends, environment, timeoutMs, store } = this.#context;
    const { halfOffset, halfPosition, producerGroup } = header;
    const question = { half, how, halfOffset, halfPosition, producerGroup, timeoutMs, store };
    const nowMs = environment.clock.wallMs();
    const verdict = ends.admit({ answersCheck: header.answersCheck ?? false, nowMs, ...question });
    if (verdict.kind === 'refuse') return failure(verdict.refusal.code, verdict.refusal.remark);
    if (verdict.kind === 'carry-out' && how === 'commit') {
      const problem = await this.#publish(half);
      if (problem !== undefined) return problem;
    }
    const isRepeated = verdict.kind === 'already';
    this.#observe(half, header, { how: isRepeated ? verdict.how : how, isRepeated });
    await environment.interleave('broker.resolve-half');
    await this.#context.operations.resolve(half.queueOffset);
    return success({});
  };

  async #publish(half: StoredMessage): Promise<Answer | undefined> {
    const committed = committedOf(half);
    const { store, ends } = this.#context;
    if (committed === undefined) {
      ends.failed(half);
      return failure(RESPONSE_CODE.systemError, 'the half message does not say where it belongs');
    }
    const { status, append } = await store.put(committed);
    if (append === undefined) ends.failed(half);
    else ends.published(half, append.position);
    const { code, remark = '' } = putResponse(status);
    return isStored(code) ? undefined : failure(code, remark);
  }

  /** A disk that does not answer counts as a message that is not there. */
  #find(position: number): StoredMessage | undefined {
    if (position < 0) return undefined;
    try {
      return this.#context.store.lookAt(logPosition(position));
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      return undefined;
    }
  }

  #observe(half: StoredMessage, header: Header, end: Pick<TransactionEnded, 'how' | 'isRepeated'>): void {
    const uniqueKey = half.properties.get(PROPERTY.uniqueKey) ?? '';
    const answersCheck = header.answersCheck ?? false;
    const { how, isRepeated } = end;
    const ended: TransactionEnded = {
      kind: 'broker.transaction-ended',
      uniqueKey,
      how,
      halfOffset: half.queueOffset,
      answersCheck,
      isRepeated,
    };
    this.#context.environment.observe(ended);
  }
}

function outcomeOf(state: number): How | undefined {
  if (state === SYSTEM_FLAG.commit) return 'commit';
  return state === SYSTEM_FLAG.rollback ? 'rollback' : undefined;
}
