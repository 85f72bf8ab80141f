// What a process may rely on when it listens and connects, on every arm.

import { describe, expect, test } from 'vitest';
import { encodeText } from '../../src/base/bytes.ts';
import { type Connection, NetworkError } from '../../src/environment/network.ts';
import type { Arm } from './arm.ts';
import { aWhile, CONNECT_TIMEOUT_MS, Peer, peerPair } from './peer.ts';

async function failureKind(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'none';
  } catch (error) {
    if (error instanceof NetworkError) return error.kind;
    throw error;
  }
}

export function connectContract(arm: Arm): void {
  describe(`connecting, ${arm.name}`, () => {
    test('nobody listens: refused', () =>
      arm.run(async ({ here, there }) => {
        const listener = await there.network.listen(0, () => {});
        listener.close();
        expect(await failureKind(here.network.connect(listener.address, CONNECT_TIMEOUT_MS))).toBe('refused');
      }));

    test('no way there: unreachable', () =>
      arm.run(async ({ here }) => {
        const connect = (address: string) => failureKind(here.network.connect(address, CONNECT_TIMEOUT_MS));
        expect(await connect('255.255.255.255:80')).toBe('unreachable');
        expect(await connect('no address')).toBe('unreachable');
      }));

    test('no answer: timed out, not before the time', () =>
      arm.run(async ({ here, silentAddress }) => {
        const address = await silentAddress();
        const startUs = here.clock.monotonicUs();
        expect(await failureKind(here.network.connect(address, 100))).toBe('timed-out');
        expect(here.clock.monotonicUs() - startUs).toBeGreaterThanOrEqual(99_000);
      }));

    test('one listener per port, and the port is free again after its close', () =>
      arm.run(async ({ there }) => {
        const first = await there.network.listen(0, () => {});
        const port = Number(first.address.split(':')[1]);
        expect(await failureKind(there.network.listen(port, () => {}))).toBe('address-in-use');
        first.close();
        const second = await there.network.listen(port, () => {});
        expect(second.address).toBe(first.address);
      }));

    test('a closed listener keeps its connections and takes no more', () =>
      arm.run(async ({ here, there }) => {
        const { client, server, listener } = await peerPair(here, there);
        listener.close();
        listener.close();
        expect(await failureKind(here.network.connect(listener.address, CONNECT_TIMEOUT_MS))).toBe('refused');
        client.connection.write(encodeText('still here'));
        await server.hasReceived(10);
        expect(server.received).toEqual(encodeText('still here'));
      }));

    test('two listeners of one process each get their own', () =>
      arm.run(async ({ here, there }) => {
        const accepted: string[] = [];
        const accept = (name: string) => (connection: Connection) => {
          new Peer(connection, () => accepted.push(name));
        };
        const left = await there.network.listen(0, accept('left'));
        const right = await there.network.listen(0, accept('right'));
        const client = new Peer(await here.network.connect(right.address, CONNECT_TIMEOUT_MS));
        client.connection.write(encodeText('x'));
        await aWhile(here);
        expect(accepted).toEqual(['right']);
        expect(left.address).not.toBe(right.address);
      }));
  });
}
