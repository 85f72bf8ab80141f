// The type of the handler of a request, by its definition.

import type { RequestDefinition } from '../protocol/definition.ts';
import type { TypedHandler } from '../remoting/handler.ts';

export type HandlerOf<Definition> =
  Definition extends RequestDefinition<infer Header, infer Reply> ? TypedHandler<Header, Reply> : never;

export type HeaderOfRequest<Definition> =
  Definition extends RequestDefinition<infer Header, infer _Reply> ? Header : never;

export type ReplyOfRequest<Definition> =
  Definition extends RequestDefinition<infer _Header, infer Reply> ? Reply : never;
