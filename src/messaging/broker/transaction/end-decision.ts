// Whether a broker carries out what a producer says about a transaction (facts 5.4, EndTransactionProcessor.java). Pure.

import type { StoredMessage } from '../../message/message.ts';
import { PROPERTY } from '../../message/properties.ts';
import { RESPONSE_CODE } from '../../protocol/codes.ts';
import type { MessageStore } from '../../store/message-store.ts';
import type { Refusal } from '../send-check.ts';
import { wishedImmunityMs } from './half-message.ts';

export interface EndQuestion {
  /** The message whose record starts at the position that the producer named. */
  readonly half: StoredMessage;
  readonly how: 'commit' | 'rollback';
  readonly answersCheck: boolean;
  readonly producerGroup: string;
  readonly halfOffset: number;
  readonly halfPosition: number;
  readonly nowMs: number;
  /** Age before which half messages are not checked. */
  readonly timeoutMs: number;
  readonly store: Pick<MessageStore, 'queryByKey' | 'progress'>;
}

/** `already`: it has ended so, only the record of it may be missing. */
export type EndVerdict =
  | { readonly kind: 'carry-out' }
  | { readonly kind: 'already'; readonly how: EndQuestion['how'] }
  | { readonly kind: 'refuse'; readonly refusal: Refusal };

const CARRY_OUT: EndVerdict = { kind: 'carry-out' };

/** Goes by what is said and by the half message alone. */
export function admitEnd(question: EndQuestion): EndVerdict {
  const refusal = refuseLate(question) ?? refuseStranger(question);
  return refusal === undefined ? CARRY_OUT : { kind: 'refuse', refusal };
}

/** The producer had wished for a first check by now: it will be asked. */
function refuseLate({ half, answersCheck, nowMs, timeoutMs }: EndQuestion): Refusal | undefined {
  if (answersCheck) return undefined;
  const wishedMs = wishedImmunityMs(half.properties, timeoutMs);
  if (wishedMs === undefined || nowMs - half.bornTimestampMs <= wishedMs) return undefined;
  return { code: RESPONSE_CODE.illegalOperation, remark: 'the time before the first check is over' };
}

function refuseStranger(question: EndQuestion): Refusal | undefined {
  const { half, producerGroup, halfOffset, halfPosition } = question;
  if (half.properties.get(PROPERTY.producerGroup) !== producerGroup) return wrong('The producer group wrong');
  if (half.queueOffset !== halfOffset) return wrong('The transaction state table offset wrong');
  return half.position === halfPosition ? undefined : wrong('The commit log offset wrong');
}

function wrong(remark: string): Refusal {
  return { code: RESPONSE_CODE.systemError, remark };
}
