// What a process may rely on from connections, on every arm.

import { describe, expect, test } from 'vitest';
import { AssertionError } from '../../src/base/assert.ts';
import { encodeText, equalBytes } from '../../src/base/bytes.ts';
import type { Connection } from '../../src/environment/network.ts';
import type { Arm } from './arm.ts';
import { DIVERGENCES, expectedOf } from './divergences.ts';
import { aWhile, CONNECT_TIMEOUT_MS, connectedPair, Peer, patternBytes, peerPair } from './peer.ts';

const MEBIBYTE = 1_048_576;
const PIECE_BYTES = 65_536;
/** More than any kernel keeps for a loopback connection. */
const LONGEST_WRITE_BYTES = 64 * MEBIBYTE;

export function networkContract(arm: Arm): void {
  describe(`network, ${arm.name}`, () => {
    streamContract(arm);
    closeContract(arm);
    lateHandlerContract(arm);
  });
}

/** Bytes written until the connection said that it is over its mark. */
function writeUntilOverMark(connection: Connection): number {
  for (let written = PIECE_BYTES; written <= LONGEST_WRITE_BYTES; written += PIECE_BYTES) {
    if (!connection.write(patternBytes(PIECE_BYTES))) return written;
  }
  throw new AssertionError(`${LONGEST_WRITE_BYTES} bytes are not over the mark`);
}

function streamContract(arm: Arm): void {
  test('both ends know both addresses', () =>
    arm.run(async ({ here, there }) => {
      const { client, server, listener } = await connectedPair(here, there);
      expect(listener.address).toMatch(/^\d+\.\d+\.\d+\.\d+:[1-9]\d*$/);
      expect(listener.address.split(':')[0]).toBe(there.network.host);
      expect(client.localAddress.split(':')[0]).toBe(here.network.host);
      expect([client.remoteAddress, server.localAddress]).toEqual([listener.address, listener.address]);
      expect(server.remoteAddress).toBe(client.localAddress);
      expect([client.isOpen, server.isOpen]).toEqual([true, true]);
    }));

  test('bytes come back in order from an echo', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await connectedPair(here, there);
      const echo = new Peer(server, (fragment, connection) => connection.write(fragment));
      const peer = new Peer(client);
      for (const text of ['a', 'bb', '', 'ccc', 'dddd']) client.write(encodeText(text));
      await peer.hasReceived(10);
      await aWhile(here);
      expect(peer.received).toEqual(encodeText('abbcccdddd'));
      expect(echo.receivedBytes).toBe(10);
    }));

  test('the accepting side may speak first', () =>
    arm.run(async ({ here, there }) => {
      const listener = await there.network.listen(0, (connection) => {
        const server = new Peer(connection);
        server.connection.write(encodeText('hello'));
      });
      const client = new Peer(await here.network.connect(listener.address, CONNECT_TIMEOUT_MS));
      await client.hasReceived(5);
      expect(client.received).toEqual(encodeText('hello'));
    }));

  test('a fragment is a plain array that the receiver owns', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await peerPair(here, there);
      client.connection.write(encodeText('first'));
      await server.hasReceived(5);
      const kept = server.fragments.map((fragment) => fragment.slice());
      const prototypes = server.fragments.map((fragment) => Object.getPrototypeOf(fragment));
      expect(new Set(prototypes)).toEqual(new Set([Uint8Array.prototype]));
      client.connection.write(encodeText('other'));
      await server.hasReceived(10);
      expect(server.fragments.slice(0, kept.length)).toEqual(kept);
    }));

  test('a mebibyte in one write arrives whole', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await peerPair(here, there);
      const bytes = patternBytes(MEBIBYTE);
      client.connection.write(bytes.slice());
      await server.hasReceived(MEBIBYTE);
      await aWhile(here);
      expect(server.receivedBytes).toBe(MEBIBYTE);
      expect(equalBytes(server.received, bytes)).toBe(true);
    }));

  test('a write over the mark says so, and drained follows once', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await peerPair(here, there);
      const drained = client.hasDrained();
      const written = writeUntilOverMark(client.connection);
      await Promise.all([drained, server.hasReceived(written)]);
      await aWhile(here);
      expect(server.receivedBytes).toBe(written);
      expect(client.calls).toEqual(['drained']);
      expect(client.connection.write(encodeText('more'))).toBe(true);
    }));

  test('a writer that waits for drained gets all through in order', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await peerPair(here, there);
      const bytes = patternBytes(4 * MEBIBYTE);
      let isDrained = Promise.resolve();
      for (let position = 0; position < bytes.length; position += PIECE_BYTES) {
        await isDrained;
        const drained = client.hasDrained();
        const isBelowMark = client.connection.write(bytes.slice(position, position + PIECE_BYTES));
        isDrained = isBelowMark ? Promise.resolve() : drained;
      }
      await server.hasReceived(bytes.length);
      expect(equalBytes(server.received, bytes)).toBe(true);
    }));

  test('nothing is called drained that was not over the mark', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await peerPair(here, there);
      for (let count = 0; count < 20; count += 1)
        expect(client.connection.write(patternBytes(100))).toBe(true);
      await server.hasReceived(2000);
      await aWhile(here);
      expect(client.calls).toEqual([]);
    }));

  test('connections do not mix', () =>
    arm.run(async ({ here, there }) => {
      const listener = await there.network.listen(0, (connection) => {
        new Peer(connection, (fragment) => connection.write(fragment));
      });
      const connecting = Array.from({ length: 40 }, () =>
        here.network.connect(listener.address, CONNECT_TIMEOUT_MS),
      );
      const clients = (await Promise.all(connecting)).map((connection) => new Peer(connection));
      for (const [index, client] of clients.entries()) {
        client.connection.write(encodeText(`client ${100 + index}`));
      }
      await Promise.all(clients.map((client) => client.hasReceived(10)));
      const expected = clients.map((_, index) => encodeText(`client ${100 + index}`));
      expect(clients.map((client) => client.received)).toEqual(expected);
      expect(new Set(clients.map((client) => client.connection.localAddress)).size).toBe(40);
    }));
}

function closeContract(arm: Arm): void {
  test('the closing side is told local, later; the other side ended', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await peerPair(here, there);
      client.connection.close();
      expect(client.connection.isOpen).toBe(false);
      expect(client.calls).toEqual([]);
      await Promise.all([client.hasClosed(), server.hasClosed()]);
      expect(server.connection.isOpen).toBe(false);
      await aWhile(here);
      expect([client.calls, server.calls]).toEqual([['closed local'], ['closed ended']]);
    }));

  test('the accepting side can close as well', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await peerPair(here, there);
      server.connection.close();
      await Promise.all([client.hasClosed(), server.hasClosed()]);
      expect([client.calls, server.calls]).toEqual([['closed ended'], ['closed local']]);
    }));

  test('what was written before the close arrives before it', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await peerPair(here, there);
      const bytes = patternBytes(300_000);
      client.connection.write(bytes.slice());
      client.connection.close();
      await server.hasClosed();
      expect(equalBytes(server.received, bytes)).toBe(true);
      expect(server.closes).toEqual(['closed ended']);
      expect(server.calls.at(-1)).toBe('closed ended');
    }));

  test('a close arrives although the other side keeps talking', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await peerPair(here, there);
      const bytes = patternBytes(200_000);
      server.connection.write(patternBytes(50_000));
      client.connection.write(bytes.slice());
      client.connection.close();
      server.connection.write(patternBytes(50_000));
      await server.hasClosed();
      expect(server.closes).toEqual(['closed ended']);
      expect(equalBytes(server.received, bytes)).toBe(true);
      expect(client.calls).toEqual(['closed local']);
    }));

  test('both sides close at once: both are told local', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await peerPair(here, there);
      client.connection.close();
      server.connection.close();
      await Promise.all([client.hasClosed(), server.hasClosed()]);
      await aWhile(here);
      expect([client.calls, server.calls]).toEqual([['closed local'], ['closed local']]);
    }));

  test('a reset is local here and reset there', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await peerPair(here, there);
      client.connection.reset();
      expect([client.connection.isOpen, client.calls]).toEqual([false, []]);
      await Promise.all([client.hasClosed(), server.hasClosed()]);
      await aWhile(here);
      expect([client.calls, server.calls]).toEqual([['closed local'], ['closed reset']]);
    }));

  test('closing again changes nothing', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await peerPair(here, there);
      client.connection.close();
      client.connection.close();
      await Promise.all([client.hasClosed(), server.hasClosed()]);
      client.connection.close();
      client.connection.reset();
      server.connection.close();
      server.connection.reset();
      await aWhile(here);
      expect([client.calls, server.calls]).toEqual([['closed local'], ['closed ended']]);
    }));

  test('a write after the close is dropped', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await peerPair(here, there);
      client.connection.write(encodeText('kept'));
      client.connection.close();
      expect(client.connection.write(encodeText('dropped'))).toBe(false);
      await server.hasClosed();
      expect(server.connection.write(encodeText('dropped'))).toBe(false);
      await aWhile(here);
      expect(server.received).toEqual(encodeText('kept'));
      expect(client.calls).toEqual(['closed local']);
    }));

  test('nothing is delivered after a close inside a data call', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await connectedPair(here, there);
      const closer = new Peer(server, (_, connection) => connection.close());
      const writer = new Peer(client);
      for (let count = 0; count < 10; count += 1) writer.connection.write(patternBytes(1000));
      await Promise.all([closer.hasClosed(), writer.hasClosed()]);
      await aWhile(here);
      expect(closer.calls).toEqual(['data', 'closed local']);
    }));

  test('an end without a goodbye closes the connections of the process', () =>
    arm.run(async ({ here, there, killThere }) => {
      const { client, server } = await peerPair(here, there);
      await killThere();
      await client.hasClosed();
      await aWhile(here);
      const expected = expectedOf(DIVERGENCES.peerOfKilledProcess, arm.name);
      expect([client.calls, server.calls]).toEqual([[`closed ${expected}`], []]);
    }));
}

function lateHandlerContract(arm: Arm): void {
  test('nothing is lost before the handler is attached', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await connectedPair(here, there);
      const writer = new Peer(client);
      const bytes = patternBytes(200_000);
      writer.connection.write(bytes.slice(0, 1000));
      await aWhile(here);
      const late = new Peer(server);
      expect(late.calls).toEqual([]);
      writer.connection.write(bytes.slice(1000));
      await late.hasReceived(bytes.length);
      expect(equalBytes(late.received, bytes)).toBe(true);
    }));

  test('a late handler gets the data and then the end, once', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await connectedPair(here, there);
      const writer = new Peer(client);
      writer.connection.write(encodeText('last words'));
      writer.connection.close();
      await aWhile(here);
      const late = new Peer(server);
      await late.hasClosed();
      await aWhile(here);
      expect(late.received).toEqual(encodeText('last words'));
      expect(late.calls.at(-1)).toBe('closed ended');
      expect(late.closes).toHaveLength(1);
    }));

  test('whenever the handler is attached, the data comes before the end', () =>
    arm.run(async ({ here, there }) => {
      const lateness = Array.from({ length: 40 }, (_, index) => index / 20);
      const peers = lateness.map(async (delayMs) => {
        const { client, server } = await connectedPair(here, there);
        const writer = new Peer(client);
        writer.connection.write(encodeText('first'));
        writer.connection.write(encodeText('second'));
        writer.connection.close();
        await there.timers.sleep(delayMs, 'test: late handler');
        const late = new Peer(server);
        await late.hasClosed();
        await aWhile(there);
        return late;
      });
      for (const late of await Promise.all(peers)) {
        expect(late.received).toEqual(encodeText('firstsecond'));
        expect(late.calls.indexOf('closed ended')).toBe(late.calls.length - 1);
      }
    }));

  test('a late handler that closes at the first fragment gets no second one', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await connectedPair(here, there);
      const writer = new Peer(client);
      for (let count = 0; count < 5; count += 1) {
        writer.connection.write(patternBytes(100_000));
        await aWhile(here);
      }
      const late = new Peer(server, (_, connection) => connection.close());
      await late.hasClosed();
      await aWhile(here);
      expect(late.calls).toEqual(['data', 'closed local']);
    }));

  test('a handler attached after a reset is told so', () =>
    arm.run(async ({ here, there }) => {
      const { client, server } = await connectedPair(here, there);
      const resetter = new Peer(client);
      resetter.connection.reset();
      await aWhile(here);
      const late = new Peer(server);
      expect(late.calls).toEqual([]);
      await late.hasClosed();
      await aWhile(here);
      expect(late.calls).toEqual(['closed reset']);
    }));
}
