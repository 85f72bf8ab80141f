// One request or reply as remoting carries it, before and after the frame codec. It knows no particular request.

export type HeaderEncoding = 'json' | 'binary';

export interface Command {
  readonly code: number;
  /** Name of the sender's language (facts 1.4). */
  readonly language: string;
  readonly version: number;
  readonly opaque: number;
  /** Bit 0: response. Bit 1: one-way. */
  readonly flag: number;
  readonly remark: string | undefined;
  readonly fields: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  /** How the header was, or is to be, written. A reply mirrors its request. */
  readonly encoding: HeaderEncoding;
}

export const RESPONSE_FLAG = 1;
export const ONEWAY_FLAG = 2;

export function isResponse(command: Command): boolean {
  return (command.flag & RESPONSE_FLAG) !== 0;
}

export function isOneway(command: Command): boolean {
  return (command.flag & ONEWAY_FLAG) !== 0;
}

/** What a caller states of a request; remoting adds opaque, flag, language and version. */
export interface Request {
  readonly code: number;
  readonly fields: ReadonlyMap<string, string>;
  readonly body?: Uint8Array;
}

/** What a handler answers; remoting adds the rest. */
export interface Response {
  readonly code: number;
  readonly remark?: string | undefined;
  readonly fields?: ReadonlyMap<string, string>;
  readonly body?: Uint8Array;
}
