// One call of the user's listener: observed before and after; what it throws is a failure, but not an assertion, which is a bug.

import { AssertionError } from '../../base/assert.ts';
import type { StoredMessage } from '../message/message.ts';
import type { ConsumerCore } from './consumer-core.ts';
import type { HeldQueue } from './held-queue.ts';
import type { MessageListener } from './listener.ts';
import type { HandlerEnded, HandlerStarted } from './observations.ts';

export interface HandlerCall {
  readonly held: HeldQueue;
  readonly messages: readonly StoredMessage[];
  readonly leaseRemainingMs: number | undefined;
}

/** True: the messages succeeded. The caller looks whether the queue is still its own. */
export async function callHandler(
  core: ConsumerCore,
  listener: MessageListener,
  call: HandlerCall,
): Promise<boolean> {
  const { held, messages, leaseRemainingMs } = call;
  const { environment } = core.instance;
  const about = { ...core.member, queue: held.queue, mode: listener.mode, messages };
  const started: HandlerStarted = { kind: 'client.handler-started', ...about, leaseRemainingMs };
  environment.observe(started);
  const outcome = await outcomeOf(listener, call, core.member.group);
  const counted = !held.processQueue.isDropped;
  const ended: HandlerEnded = { kind: 'client.handler-ended', ...about, outcome, counted };
  environment.observe(ended);
  return outcome === 'success';
}

async function outcomeOf(
  listener: MessageListener,
  { held, messages }: HandlerCall,
  group: string,
): Promise<HandlerEnded['outcome']> {
  try {
    return await listener.consume(messages, { group, queue: held.queue });
  } catch (error) {
    if (error instanceof AssertionError) throw error;
    return 'failed';
  }
}
