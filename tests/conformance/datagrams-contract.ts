// What a process may rely on from datagrams, on every arm: little.

import { describe, expect, test } from 'vitest';
import { encodeText } from '../../src/base/bytes.ts';
import type { Environment } from '../../src/environment/environment.ts';
import { type DatagramSocket, NetworkError } from '../../src/environment/network.ts';
import type { Arm } from './arm.ts';
import { aWhile } from './peer.ts';

interface Inbox {
  readonly socket: DatagramSocket;
  readonly received: { readonly bytes: Uint8Array; readonly from: string }[];
}

async function openInbox(environment: Environment, port: number): Promise<Inbox> {
  const received: Inbox['received'] = [];
  const socket = await environment.network.bindDatagrams(port, (bytes, from) =>
    received.push({ bytes, from }),
  );
  return { socket, received };
}

export function datagramsContract(arm: Arm): void {
  describe(`datagrams, ${arm.name}`, () => {
    test('arrive whole, with the address of the sender', () =>
      arm.run(async ({ here, there }) => {
        const [left, right] = [await openInbox(here, 0), await openInbox(there, 0)];
        left.socket.send(right.socket.address, encodeText('ping'));
        await aWhile(here);
        expect(right.received).toEqual([{ bytes: encodeText('ping'), from: left.socket.address }]);
        right.socket.send(left.socket.address, encodeText('pong'));
        await aWhile(here);
        expect(left.received).toEqual([{ bytes: encodeText('pong'), from: right.socket.address }]);
        expect(Object.getPrototypeOf(left.received[0]?.bytes)).toBe(Uint8Array.prototype);
      }));

    test('to nobody are lost without a word', () =>
      arm.run(async ({ here, there }) => {
        const [left, gone] = [await openInbox(here, 0), await openInbox(there, 0)];
        gone.socket.close();
        gone.socket.close();
        left.socket.send(gone.socket.address, encodeText('anybody?'));
        await aWhile(here);
        left.socket.send(gone.socket.address, encodeText('still nobody?'));
        await aWhile(here);
        expect([left.received, gone.received]).toEqual([[], []]);
      }));

    test('of a closed socket are not sent', () =>
      arm.run(async ({ here, there }) => {
        const [left, right] = [await openInbox(here, 0), await openInbox(there, 0)];
        left.socket.close();
        left.socket.send(right.socket.address, encodeText('late'));
        await aWhile(here);
        expect(right.received).toEqual([]);
      }));

    test('one socket per port, and the port is free again after its close', () =>
      arm.run(async ({ here }) => {
        const first = await openInbox(here, 0);
        const port = Number(first.socket.address.split(':')[1]);
        const error: unknown = await openInbox(here, port).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(NetworkError);
        expect((error as NetworkError).kind).toBe('address-in-use');
        first.socket.close();
        const second = await openInbox(here, port);
        expect(second.socket.address).toBe(first.socket.address);
      }));
  });
}
