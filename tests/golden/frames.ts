// The fixed commands of the golden bytes.

import { encodeText } from '../../src/base/bytes.ts';
import type { Command } from '../../src/messaging/remoting/command.ts';

export interface GoldenFrame {
  readonly name: string;
  readonly command: Command;
}

const ROUTE_REQUEST: Command = {
  code: 105,
  language: 'RUST',
  version: 401,
  opaque: 7,
  flag: 0,
  remark: undefined,
  fields: new Map([['topic', 'T']]),
  body: new Uint8Array(0),
  encoding: 'binary',
};

function frame(name: string, change: Partial<Command>): readonly GoldenFrame[] {
  return (['binary', 'json'] as const).map((encoding) => ({
    name: `${name}, ${encoding}`,
    command: { ...ROUTE_REQUEST, ...change, encoding },
  }));
}

export const GOLDEN_FRAMES: readonly GoldenFrame[] = [
  ...frame('route request', {}),
  ...frame('no fields, no body', { fields: new Map() }),
  ...frame('answer with a remark', {
    code: 17,
    flag: 1,
    opaque: -1,
    remark: 'No topic route info in name server for the topic: "T"\n\ttab, 中文 🙂',
    fields: new Map(),
  }),
  ...frame('one-way with a body', {
    code: 15,
    flag: 2,
    opaque: 2_147_483_647,
    fields: new Map([['commitOffset', '9007199254740991']]),
    body: encodeText('any bytes \u0000\u0001'),
  }),
  ...frame('send in short names', {
    code: 310,
    language: 'JAVA',
    version: 479,
    fields: new Map([
      ['a', 'producers'],
      ['b', 'TopicTest'],
      ['c', 'TBW102'],
      ['d', '4'],
      ['e', '2'],
      ['i', 'KEYS\u0001K1\u0002TAGS\u0001TagA\u0002'],
    ]),
    body: encodeText('Hello RocketMQ'),
  }),
  ...frame('an empty value', { fields: new Map([['topic', '']]) }),
];
