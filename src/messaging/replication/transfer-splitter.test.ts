import { array, assert as forAll, integer, nat, property, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { concatBytes, fromHex, toHex } from '../../base/bytes.ts';
import { logPosition } from '../../base/numbers.ts';
import { ReportSplitter } from './report-splitter.ts';
import { encodeReport, encodeTransfer, FRAME_LIMIT_BYTES } from './transfer-format.ts';
import { TransferSplitter } from './transfer-splitter.ts';

test('reports and transfers are bytes as RocketMQ writes them', () => {
  expect(toHex(encodeReport(logPosition(0x1_0203_0405)))).toBe('0000000102030405');
  const body = Uint8Array.of(0xca, 0xfe);
  expect(toHex(encodeTransfer({ position: logPosition(258), body }))).toBe('000000000000010200000002CAFE');
});

test('transfers come out as they went in, wherever the stream is cut', () => {
  const transfers = array(uint8Array({ maxLength: 50 }), { maxLength: 6 });
  forAll(
    property(
      transfers,
      array(integer({ min: 1, max: 20 }), { minLength: 1 }),
      nat(1000),
      (bodies, cuts, start) => {
        let position = start;
        const sent = bodies.map((body) => {
          const transfer = { position: logPosition(position), body };
          position += body.length;
          return transfer;
        });
        const stream = concatBytes(sent.map(encodeTransfer));
        const splitter = new TransferSplitter();
        const received: unknown[] = [];
        for (let at = 0, piece = 0; at < stream.length; piece += 1) {
          const length = cuts[piece % cuts.length] as number;
          splitter.add(stream.slice(at, at + length));
          at += length;
          for (let next = splitter.next(); next.kind === 'transfer'; next = splitter.next())
            received.push(next.transfer);
        }
        expect(received).toEqual(sent);
      },
    ),
  );
});

test('a head that no master would send ends the stream', () => {
  for (const head of [
    'ffffffffffffffff00000001',
    '0000000000000000ffffffff',
    `0000000000000000${FRAME_LIMIT_BYTES.toString(16).padStart(8, '0')}`,
  ]) {
    const splitter = new TransferSplitter();
    splitter.add(fromHex(head) as Uint8Array);
    expect(splitter.next()).toEqual({ kind: 'invalid' });
  }
});

test('of several reports the newest whole one counts', () => {
  const splitter = new ReportSplitter();
  const stream = concatBytes([1, 2, 3].map((position) => encodeReport(logPosition(position))));
  expect(splitter.add(stream.slice(0, 5))).toEqual({ kind: 'none' });
  expect(splitter.add(stream.slice(5, 20))).toEqual({ kind: 'report', position: 2 });
  expect(splitter.add(stream.slice(20))).toEqual({ kind: 'report', position: 3 });
  expect(splitter.add(fromHex('8000000000000000') as Uint8Array)).toEqual({ kind: 'invalid' });
});
