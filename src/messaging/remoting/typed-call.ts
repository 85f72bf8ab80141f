// Calls on a channel, typed by the request's definition.

import type { Channel } from './channel.ts';
import type { Command } from './command.ts';
import type { RequestCodec } from './request-codec.ts';

const NO_BYTES = new Uint8Array(0);

export interface Answer<Reply> {
  readonly code: number;
  readonly remark: string | undefined;
  /** Undefined when a mandatory field is missing or malformed, which is usual for failures. */
  readonly header: Reply | undefined;
  readonly body: Uint8Array;
  readonly fields: ReadonlyMap<string, string>;
}

export interface CallOptions {
  readonly timeoutMs: number;
  readonly body?: Uint8Array | undefined;
}

/** @throws RemotingError */
export async function call<Header, Reply>(
  channel: Channel,
  definition: RequestCodec<Header, Reply>,
  header: Header,
  options: CallOptions,
): Promise<Answer<Reply>> {
  const { code } = definition;
  const fields = definition.encodeHeader(header);
  return answerOf(
    definition,
    await channel.invoke({ code, fields, body: options.body ?? NO_BYTES }, options.timeoutMs),
  );
}

/** False: the channel is closed or its peer does not read, nothing was sent. */
export function callOneway<Header, Reply>(
  channel: Channel,
  definition: RequestCodec<Header, Reply>,
  header: Header,
  body: Uint8Array = NO_BYTES,
): boolean {
  return channel.invokeOneway({ code: definition.code, fields: definition.encodeHeader(header), body });
}

export function answerOf<Header, Reply>(
  definition: RequestCodec<Header, Reply>,
  response: Command,
): Answer<Reply> {
  const decoding = definition.decodeReply(response.fields);
  return {
    code: response.code,
    remark: response.remark,
    header: decoding.kind === 'decoded' ? decoding.header : undefined,
    body: response.body,
    fields: response.fields,
  };
}
