// One call of the user's listener: observed before and after; what it throws is a failure, but not an assertion, which is a bug.

import { AssertionError } from '../../base/assert.ts';
import type { StoredMessage } from '../message/message.ts';
import type { ConsumerCore } from './consumer-core.ts';
import type { HeldQueue } from './held-queue.ts';
import type { MessageListener, PartialFailure } from './listener.ts';
import type { HandlerEnded, HandlerStarted } from './observations.ts';

export interface HandlerCall {
  readonly held: HeldQueue;
  readonly messages: readonly StoredMessage[];
  readonly leaseRemainingMs: number | undefined;
}

/** What the listener made of the messages. */
export interface HandlerResult {
  /** So many of them, from the first on, succeeded. */
  readonly succeeded: number;
  /** For the others: 0 by the number of failures, negative for a dead letter at once. */
  readonly delayLevel: number;
  readonly outcome: HandlerEnded['outcome'];
}

/** The caller looks whether the queue is still its own. */
export async function callHandler(
  core: ConsumerCore,
  listener: MessageListener,
  call: HandlerCall,
): Promise<HandlerResult> {
  const { held, messages, leaseRemainingMs } = call;
  const { environment } = core.instance;
  const { mode } = listener;
  const { group, clientId } = core.member;
  const { queue } = held;
  const started: HandlerStarted = {
    kind: 'client.handler-started',
    group,
    clientId,
    queue,
    mode,
    messages,
    leaseRemainingMs,
  };
  environment.observe(started);
  const outcome = await outcomeOf(listener, call, group);
  const counted = !held.processQueue.isDropped;
  const ended: HandlerEnded = {
    kind: 'client.handler-ended',
    group,
    clientId,
    queue,
    mode,
    messages,
    outcome: typeof outcome === 'string' ? outcome : 'later',
    counted,
  };
  environment.observe(ended);
  if (typeof outcome === 'string') {
    const hasFailed = outcome === 'later' || outcome === 'suspend' || outcome === 'failed';
    return { succeeded: hasFailed ? 0 : messages.length, delayLevel: 0, outcome };
  }
  const succeeded = Math.min(messages.length, Math.max(0, outcome.failedFrom));
  return { succeeded, delayLevel: outcome.delayLevel, outcome: 'later' };
}

async function outcomeOf(
  listener: MessageListener,
  { held, messages }: HandlerCall,
  group: string,
): Promise<HandlerEnded['outcome'] | PartialFailure> {
  try {
    return await listener.consume(messages, { group, queue: held.queue });
  } catch (error) {
    if (error instanceof AssertionError) throw error;
    return 'failed';
  }
}
