// Whether a send that did not go well is tried again on another queue (facts 6.4). Pure.

import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { SendFailure, SendResult } from './send-result.ts';

export interface RetryQuestion {
  /** What the last attempt brought. */
  readonly result: Exclude<SendResult, { kind: 'acknowledged' }>;
  /** Attempts made, the last one included. */
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly elapsedMs: number;
  readonly timeoutMs: number;
  readonly retriesWhenNotSafe: boolean;
}

export type ShouldRetry = (question: RetryQuestion) => boolean;

/** Codes that another broker may not answer (DefaultMQProducer.java, retryResponseCodes of HEAD). */
const RETRIED_CODES: ReadonlySet<number> = new Set([
  RESPONSE_CODE.topicNotExist,
  RESPONSE_CODE.serviceNotAvailable,
  RESPONSE_CODE.systemError,
  RESPONSE_CODE.systemBusy,
  RESPONSE_CODE.noPermission,
  RESPONSE_CODE.noBuyerId,
  RESPONSE_CODE.notInCurrentUnit,
  RESPONSE_CODE.goAway,
]);

export const shouldRetrySend: ShouldRetry = (question) => {
  if (question.attempts >= question.maxAttempts || question.elapsedMs > question.timeoutMs) return false;
  const { result } = question;
  return result.kind === 'stored' ? question.retriesWhenNotSafe : isRetried(result.failure);
};

/** For what must not be stored twice: only what certainly was not stored is tried again. */
export const shouldRetryUnstored: ShouldRetry = (question) =>
  question.result.kind === 'rejected' && shouldRetrySend(question);

/**
 * What a broker answers is never tried elsewhere, nor what this client itself has too much of; the last moment is no time any more
 * (MQClientAPIImpl.java `onExceptionImpl`).
 */
export const shouldRetryAsyncSend: ShouldRetry = ({
  result,
  attempts,
  maxAttempts,
  elapsedMs,
  timeoutMs,
}) => {
  if (attempts >= maxAttempts || elapsedMs >= timeoutMs || result.kind === 'stored') return false;
  const { failure } = result;
  if (failure.reason === 'remoting') return failure.error !== 'too-much-request';
  return failure.reason === 'no-address';
};

function isRetried(failure: SendFailure): boolean {
  switch (failure.reason) {
    case 'refused':
      return RETRIED_CODES.has(failure.code);
    case 'remoting':
    case 'no-address':
      return true;
    case 'no-route':
    case 'time-out':
    case 'not-tried':
      return false;
  }
}
