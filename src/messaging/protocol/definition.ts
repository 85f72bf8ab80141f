// A request is defined once: code, doc, header fields, reply fields. Types, both directions of the codec and the protocol
// table in docs follow from it.

import { decodeHeader, encodeHeader, type FieldTable, type HeaderDecoding, type HeaderOf } from './field.ts';

export interface RequestDefinition<Header, Reply> {
  readonly code: number;
  /** RocketMQ's name of the code. */
  readonly name: string;
  readonly doc: string;
  readonly headerFields: FieldTable;
  readonly replyFields: FieldTable;
  encodeHeader(header: Header): Map<string, string>;
  decodeHeader(fields: ReadonlyMap<string, string>): HeaderDecoding<Header>;
  encodeReply(reply: Reply): Map<string, string>;
  decodeReply(fields: ReadonlyMap<string, string>): HeaderDecoding<Reply>;
}

export function defineRequest<HeaderTable extends FieldTable, ReplyTable extends FieldTable>(shape: {
  readonly code: number;
  readonly name: string;
  readonly doc: string;
  readonly header: HeaderTable;
  readonly reply: ReplyTable;
}): RequestDefinition<HeaderOf<HeaderTable>, HeaderOf<ReplyTable>> {
  return {
    code: shape.code,
    name: shape.name,
    doc: shape.doc,
    headerFields: shape.header,
    replyFields: shape.reply,
    encodeHeader: (header) => encodeHeader(shape.header, header),
    decodeHeader: (fields) => decodeHeader(shape.header, fields),
    encodeReply: (reply) => encodeHeader(shape.reply, reply),
    decodeReply: (fields) => decodeHeader(shape.reply, fields),
  };
}
