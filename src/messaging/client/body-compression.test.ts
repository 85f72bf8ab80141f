import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { encodeText } from '../../base/bytes.ts';
import { logPosition, queueOffset } from '../../base/numbers.ts';
import type { StoredMessage } from '../message/message.ts';
import { packBody, unpackBody } from './body-compression.ts';

const BODY = encodeText('one order, many states; '.repeat(400));

function stored(body: Uint8Array, systemFlag: number): StoredMessage {
  return {
    topic: 'T',
    body,
    systemFlag,
    properties: new Map(),
    flag: 0,
    queueId: 0,
    queueOffset: queueOffset(0),
    position: logPosition(0),
    recordSize: 0,
    bodyCrc: 0,
    bornTimestampMs: 0,
    bornHost: '',
    storeTimestampMs: 0,
    storeHost: '',
    reconsumeTimes: 0,
    preparedTransactionPosition: logPosition(0),
  };
}

describe('compressed bodies', () => {
  test('below the threshold nothing happens', () => {
    expect(packBody(BODY, BODY.length + 1)).toEqual({ body: BODY, systemFlag: 0 });
  });

  test('from the threshold on it is zlib, as any zlib reads it', () => {
    const packed = packBody(BODY, BODY.length);
    expect(packed.systemFlag).toBe(0x301);
    expect(packed.body.length).toBeLessThan(BODY.length / 10);
    expect(new Uint8Array(inflateSync(packed.body))).toEqual(BODY);
    expect(unpackBody(stored(packed.body, packed.systemFlag))).toMatchObject({
      body: BODY,
      systemFlag: 0x300,
    });
  });

  test('what any zlib wrote is unpacked, also without the bits of its kind (4.x)', () => {
    const body = new Uint8Array(deflateSync(BODY));
    expect(unpackBody(stored(body, 1))).toMatchObject({ body: BODY, systemFlag: 0 });
  });

  test('an empty body survives', () => {
    const packed = packBody(new Uint8Array(0), 0);
    expect(unpackBody(stored(packed.body, packed.systemFlag)).body).toEqual(new Uint8Array(0));
  });

  test('what cannot be unpacked stays as it is', () => {
    const { body } = packBody(BODY, 0);
    const cut = stored(body.subarray(0, body.length - 40), 1);
    expect(unpackBody(cut)).toBe(cut);
    const other = stored(body, 0x101);
    expect(unpackBody(other)).toBe(other);
    const garbage = stored(encodeText('no zlib at all'), 1);
    expect(unpackBody(garbage)).toBe(garbage);
  });

  test('a body that unpacks to more than 64 MiB stays packed', () => {
    const bomb = stored(new Uint8Array(deflateSync(new Uint8Array(65 * 1_048_576))), 1);
    expect(unpackBody(bomb)).toBe(bomb);
  });
});
