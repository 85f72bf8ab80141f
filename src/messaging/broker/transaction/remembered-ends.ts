// Ends a transaction once, also when it is told to do so twice: the producer's word and the answer to a check may both come, or an answer to a
// broker that died between the committed message and the record of it. The first end stands, also against another one.
//
// A process remembers what it ends from before the committed message is stored. What it did not end itself, or has forgotten, it looks up in the
// key index, which a store has complete when it opens. A rollback leaves no message: after a restart only the record tells of it.
//
// It knows a transaction by the unique key of its half message and the moment of its birth, which copies for checks keep. By the key alone it
// would take for ended what a producer sends again, as a new transaction of the same message, when the first was rolled back.

import type { LogPosition } from '../../../base/numbers.ts';
import { DiskError } from '../../../environment/disk.ts';
import type { StoredMessage } from '../../message/message.ts';
import { PROPERTY } from '../../message/properties.ts';
import { decodeRecords } from '../../message/record.ts';
import { transactionState } from '../../message/system-flag.ts';
import { RESPONSE_CODE } from '../../protocol/codes.ts';
import { admitEnd, type EndQuestion, type EndVerdict } from './end-decision.ts';
import { TransactionEnds } from './transaction-ends.ts';

/** Of one transaction. `open`: its committed message is being stored. */
type End =
  | { readonly kind: 'open' }
  | { readonly kind: 'commit'; readonly position: LogPosition }
  | { readonly kind: 'rollback' };

const BOUND = 10_000;
/** Of messages with one unique key, and of other keys with its hash. */
const LOOK_UP_COUNT = 64;

/** Nothing is written down: should the end that is being carried out fail, the half message is open still. */
const BEING_ENDED = refusal('the transaction is being ended');

export class RememberedEnds extends TransactionEnds {
  readonly #bound: number;
  /** Oldest first. */
  readonly #ends = new Map<string, End>();

  constructor(bound: number = BOUND) {
    super();
    this.#bound = bound;
  }

  override admit(question: EndQuestion): EndVerdict {
    const verdict = admitEnd(question);
    const name = nameOf(question.half);
    if (verdict.kind !== 'carry-out' || name === undefined) return verdict;
    const end = this.#ends.get(name);
    if (end !== undefined) return end.kind === 'open' ? BEING_ENDED : { kind: 'already', how: end.kind };
    try {
      if (isPublished(question)) return { kind: 'already', how: 'commit' };
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      return refusal('the store does not say whether the transaction has ended');
    }
    this.#makeRoom(question);
    this.#ends.set(name, { kind: question.how === 'commit' ? 'open' : 'rollback' });
    return verdict;
  }

  override published(half: StoredMessage, position: LogPosition): void {
    const name = nameOf(half);
    if (name !== undefined) this.#ends.set(name, { kind: 'commit', position });
  }

  override failed(half: StoredMessage): void {
    const name = nameOf(half);
    if (name !== undefined) this.#ends.delete(name);
  }

  /** Takes the oldest, but none of which nobody else knows yet. */
  #makeRoom({ store }: EndQuestion): void {
    const { dispatchedPosition } = store.progress;
    for (const [name, end] of this.#ends) {
      if (this.#ends.size < this.#bound) return;
      const isIndexed = end.kind === 'commit' && end.position < dispatchedPosition;
      if (end.kind === 'rollback' || isIndexed) this.#ends.delete(name);
    }
  }
}

/** Undefined: a message without a key of its own, for which nothing can be promised. */
function nameOf({ properties, bornTimestampMs }: StoredMessage): string | undefined {
  const uniqueKey = properties.get(PROPERTY.uniqueKey);
  return uniqueKey === undefined || uniqueKey === '' ? undefined : `${uniqueKey}@${bornTimestampMs}`;
}

/** @throws DiskError */
function isPublished({ half, store }: EndQuestion): boolean {
  const topic = half.properties.get(PROPERTY.realTopic) ?? '';
  const key = half.properties.get(PROPERTY.uniqueKey) ?? '';
  const wholeTime = { beginMs: 0, endMs: Number.MAX_SAFE_INTEGER };
  const { body, count } = store.queryByKey({ topic, key, maxCount: LOOK_UP_COUNT, ...wholeTime });
  if (count === 0) return false;
  const decoding = decodeRecords(body);
  return decoding.kind === 'records' && decoding.messages.some((message) => isCommitted(message, half));
}

function isCommitted(message: StoredMessage, half: StoredMessage): boolean {
  return (
    transactionState(message.systemFlag) === 'commit' &&
    message.topic === half.properties.get(PROPERTY.realTopic) &&
    nameOf(message) === nameOf(half)
  );
}

function refusal(remark: string): EndVerdict {
  return { kind: 'refuse', refusal: { code: RESPONSE_CODE.systemError, remark } };
}
