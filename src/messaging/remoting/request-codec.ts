// What remoting needs to know of a request to carry it typed. Structural: a protocol definition satisfies it without an import
// in either direction.

export type Decoding<Value> =
  | { readonly kind: 'decoded'; readonly header: Value }
  | { readonly kind: 'invalid'; readonly problem: string };

export interface RequestCodec<Header, Reply> {
  readonly code: number;
  readonly name: string;
  encodeHeader(header: Header): Map<string, string>;
  decodeHeader(fields: ReadonlyMap<string, string>): Decoding<Header>;
  encodeReply(reply: Reply): Map<string, string>;
  decodeReply(fields: ReadonlyMap<string, string>): Decoding<Reply>;
}
