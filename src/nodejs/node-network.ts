// TCP and UDP over the host's IPv4 stack. Port 0 asks the host for a free port; the listener's address tells which.

import { createServer, type Server, Socket } from 'node:net';
import {
  type Connection,
  type DatagramSocket,
  type Listener,
  type Network,
  NetworkError,
} from '../environment/network.ts';
import { type Endpoint, formatAddress, parseAddress } from './address.ts';
import type { Lifetime } from './lifetime.ts';
import { networkFailure } from './network-failure.ts';
import { holdSocket, NodeConnection } from './node-connection.ts';
import { bindDatagramSocket, type DatagramReceiver } from './node-datagrams.ts';

/** Bytes that may wait in a connection before `write` says false. */
const SEND_MARK_BYTES = 65_536;
const SOCKET_OPTIONS = { allowHalfOpen: false, highWaterMark: SEND_MARK_BYTES } as const;
const LONGEST_HOST_DELAY_MS = 2 ** 31 - 1;

export class NodeNetwork implements Network {
  readonly host: string;
  readonly #lifetime: Lifetime;

  constructor(host: string, lifetime: Lifetime) {
    this.host = host;
    this.#lifetime = lifetime;
  }

  listen(port: number, accept: (connection: Connection) => void): Promise<Listener> {
    const server = createServer({ ...SOCKET_OPTIONS, noDelay: true });
    server.on('connection', (socket) => this.#accept(socket, accept));
    const listening = new Promise<Listener>((resolve, reject) => {
      server.once('error', (error) => {
        reject(networkFailure(error, formatAddress(this.host, port)));
      });
      server.listen({ host: this.host, port, exclusive: true }, () => {
        server.removeAllListeners('error');
        // A later error tells of a connection that could not be accepted; its peer sees that itself.
        server.on('error', () => undefined);
        resolve(nodeListener(server, this.#lifetime));
      });
    });
    return this.#lifetime.fence(listening);
  }

  connect(remoteAddress: string, timeoutMs: number): Promise<Connection> {
    const endpoint = parseAddress(remoteAddress);
    if (endpoint === undefined || endpoint.port === 0) {
      return Promise.reject(new NetworkError('unreachable', `${remoteAddress}: not an address`));
    }
    return this.#lifetime.fence(this.#dial(endpoint, timeoutMs));
  }

  bindDatagrams(port: number, receive: DatagramReceiver): Promise<DatagramSocket> {
    return bindDatagramSocket(this.host, port, receive, this.#lifetime);
  }

  #accept(socket: Socket, accept: (connection: Connection) => void): void {
    // A peer that is gone already has no address any more.
    if (socket.remoteAddress === undefined || this.#lifetime.isOver) {
      socket.on('error', () => undefined);
      socket.destroy();
      return;
    }
    const connection = new NodeConnection(socket, this.#lifetime);
    this.#lifetime.call('accept', () => accept(connection));
  }

  #dial(endpoint: Endpoint, timeoutMs: number): Promise<Connection> {
    const remoteAddress = formatAddress(endpoint.host, endpoint.port);
    return new Promise((resolve, reject) => {
      const socket = new Socket(SOCKET_OPTIONS);
      const release = holdSocket(socket, this.#lifetime);
      const timer = setTimeout(
        () => {
          socket.destroy(new NetworkError('timed-out', `${remoteAddress}: no answer in ${timeoutMs} ms`));
        },
        Math.min(timeoutMs, LONGEST_HOST_DELAY_MS),
      );
      socket.once('close', () => {
        clearTimeout(timer);
        release();
      });
      socket.once('error', (error) => {
        reject(error instanceof NetworkError ? error : networkFailure(error, remoteAddress));
      });
      socket.connect({ host: endpoint.host, port: endpoint.port, family: 4, noDelay: true }, () => {
        clearTimeout(timer);
        release();
        socket.removeAllListeners('error');
        resolve(new NodeConnection(socket, this.#lifetime));
      });
    });
  }
}

function nodeListener(server: Server, lifetime: Lifetime): Listener {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new TypeError('a TCP server without an address');
  // The callback also waits for the connections; the port is free at once.
  const shut = () => {
    server.close();
  };
  const release = lifetime.hold(shut);
  return {
    address: formatAddress(bound.address, bound.port),
    close: () => {
      release();
      shut();
    },
  };
}
