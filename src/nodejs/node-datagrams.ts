// Datagrams over UDP. Nothing about their fate is reported, as the interface has it.

import { createSocket, type Socket } from 'node:dgram';
import type { DatagramSocket } from '../environment/network.ts';
import { formatAddress, parseAddress } from './address.ts';
import type { Lifetime } from './lifetime.ts';
import { networkFailure } from './network-failure.ts';

export type DatagramReceiver = (bytes: Uint8Array, remoteAddress: string) => void;

class NodeDatagramSocket implements DatagramSocket {
  readonly address: string;
  readonly #socket: Socket;
  readonly #release: () => void;
  #isOpen = true;

  constructor(socket: Socket, lifetime: Lifetime) {
    this.#socket = socket;
    const { address, port } = socket.address();
    this.address = formatAddress(address, port);
    this.#release = lifetime.hold(() => {
      const closed = new Promise<void>((resolve) => {
        socket.once('close', resolve);
      });
      this.#shut();
      return closed;
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  send(remoteAddress: string, bytes: Uint8Array): void {
    const endpoint = parseAddress(remoteAddress);
    if (!this.#isOpen || endpoint === undefined || endpoint.port === 0) return;
    // With a callback the host reports failures to it and not as an event; either way the datagram is lost.
    this.#socket.send(bytes, endpoint.port, endpoint.host, () => undefined);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#release();
    this.#shut();
  }

  #shut(): void {
    this.#isOpen = false;
    this.#socket.close();
  }
}

export function bindDatagramSocket(
  host: string,
  port: number,
  receive: DatagramReceiver,
  lifetime: Lifetime,
): Promise<DatagramSocket> {
  const socket = createSocket({ type: 'udp4' });
  const bound = new Promise<NodeDatagramSocket>((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(networkFailure(error, formatAddress(host, port)));
    });
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      // A later error tells of a datagram that did not arrive.
      socket.on('error', () => undefined);
      const datagrams = new NodeDatagramSocket(socket, lifetime);
      socket.on('message', (bytes, sender) => {
        if (!datagrams.isOpen) return;
        const copy = new Uint8Array(bytes);
        lifetime.call('datagram', () => receive(copy, formatAddress(sender.address, sender.port)));
      });
      resolve(datagrams);
    });
  });
  return lifetime.fence(bound);
}
