// What answers a request. A handler runs on the lane that it was registered with.

import type { Channel } from './channel.ts';
import type { Command, Response } from './command.ts';

/**
 * A response that is not known yet when the handler returns (a held pull, a send that waits for its flush): the handler's
 * worker is free again while the caller waits. `reply` takes effect once; a one-way request gets nothing.
 */
export type Reply = (response: Response) => void;

export type HandlerResult =
  | { readonly kind: 'reply'; readonly response: Response }
  /** The handler keeps `reply` and calls it later. */
  | { readonly kind: 'deferred' };

export interface RequestContext {
  readonly channel: Channel;
  readonly reply: Reply;
}

export type RequestHandler = (request: Command, context: RequestContext) => Promise<HandlerResult> | HandlerResult;
