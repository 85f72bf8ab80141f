// What answers a request, typed by the request's definition. A handler runs on the lane that it was registered with.

import type { Channel } from './channel.ts';
import { RESPONSE } from './response-code.ts';

/** A request whose header was decoded; a bad header was answered with SYSTEM_ERROR before. */
export interface IncomingRequest<Header> {
  readonly header: Header;
  readonly body: Uint8Array;
  /** The wire fields, for what no definition names. */
  readonly fields: ReadonlyMap<string, string>;
  /** Version and language of the sender (facts 1.4). */
  readonly version: number;
  readonly language: string;
  readonly isOneway: boolean;
}

/** Not every failure is without a header: a pull that found nothing still tells the offsets of the queue. */
export interface ReplyContent<Reply> {
  readonly kind: 'reply';
  readonly code: number;
  readonly remark?: string | undefined;
  readonly header?: Reply | undefined;
  readonly body?: Uint8Array | undefined;
}

/**
 * `deferred`: the answer is not known yet when the handler returns (a held pull, a send that waits for its flush); the handler
 * keeps the context's `reply` and calls it later, while its worker is free again.
 */
export type TypedResult<Reply> = ReplyContent<Reply> | { readonly kind: 'deferred' };

export interface RequestContext<Reply> {
  readonly channel: Channel;
  /** Takes effect once. A one-way request gets nothing, nor does a channel that was closed meanwhile. */
  reply(content: ReplyContent<Reply>): void;
}

export type TypedHandler<Header, Reply> = (
  request: IncomingRequest<Header>,
  context: RequestContext<Reply>,
) => Promise<TypedResult<Reply>> | TypedResult<Reply>;

export const DEFERRED = { kind: 'deferred' } as const;

export function success<Reply>(header: Reply, body?: Uint8Array): ReplyContent<Reply> {
  return { kind: 'reply', code: RESPONSE.success, header, body };
}

export function failure(code: number, remark: string): ReplyContent<never> {
  return { kind: 'reply', code, remark };
}
