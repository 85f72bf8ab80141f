// One TCP connection. The peer's end of stream is `ended`, every error is `reset`, and what this side does is `local`; the
// protocol knows no half-open use, so an ended connection is closed in both directions.

import type { Socket } from 'node:net';
import { assert } from '../base/assert.ts';
import type { CloseReason, Connection, ConnectionHandler } from '../environment/network.ts';
import { formatAddress } from './address.ts';
import type { Lifetime } from './lifetime.ts';

/** How long a closed connection may take to deliver what was written; then it is cut. */
const LINGER_LIMIT_MS = 60_000;

/** Cuts the socket when the process ends; resolves when the host has let go of it. */
export function holdSocket(socket: Socket, lifetime: Lifetime): () => void {
  return lifetime.hold(
    () =>
      new Promise((resolve) => {
        if (socket.closed) resolve();
        else socket.once('close', () => resolve());
        socket.destroy();
      }),
  );
}

export class NodeConnection implements Connection {
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly #socket: Socket;
  readonly #lifetime: Lifetime;
  readonly #release: () => void;
  #handler: ConnectionHandler | undefined;
  #reason: CloseReason | undefined;
  #linger: NodeJS.Timeout | undefined;

  constructor(socket: Socket, lifetime: Lifetime) {
    this.#socket = socket;
    this.#lifetime = lifetime;
    this.#release = holdSocket(socket, lifetime);
    this.localAddress = formatAddress(socket.localAddress ?? '0.0.0.0', socket.localPort ?? 0);
    this.remoteAddress = formatAddress(socket.remoteAddress ?? '0.0.0.0', socket.remotePort ?? 0);
    socket.on('drain', () => this.#drained());
    socket.on('end', () => this.#finish('ended'));
    socket.on('error', () => this.#finish('reset'));
    socket.on('close', () => this.#gone());
  }

  get isOpen(): boolean {
    return this.#reason === undefined;
  }

  handle(handler: ConnectionHandler): void {
    assert(this.#handler === undefined, `connection ${this.remoteAddress} has a handler`);
    this.#handler = handler;
    if (this.#reason !== undefined) {
      this.#reportSoon(this.#reason);
      return;
    }
    // Listening for data is what makes the stream flow: until here it kept the bytes.
    this.#socket.on('data', (fragment: Uint8Array) => this.#data(fragment));
  }

  write(bytes: Uint8Array): boolean {
    return this.isOpen && this.#socket.write(bytes);
  }

  close(): void {
    if (!this.isOpen) return;
    this.#closeLocally();
    // What the peer still sends is read and dropped: closing over unread bytes would reset the connection and lose ours.
    this.#socket.resume();
    this.#socket.end();
    this.#linger = setTimeout(() => this.#socket.destroy(), LINGER_LIMIT_MS);
  }

  reset(): void {
    if (!this.#socket.destroyed) this.#socket.resetAndDestroy();
    if (this.isOpen) this.#closeLocally();
  }

  #closeLocally(): void {
    this.#reason = 'local';
    if (this.#handler !== undefined) this.#reportSoon('local');
  }

  #data(fragment: Uint8Array): void {
    if (!this.isOpen) return;
    // Not the host's own subclass of the array: its `slice` does not copy.
    const bytes = new Uint8Array(fragment.buffer, fragment.byteOffset, fragment.length);
    this.#lifetime.call('connection data', () => this.#handler?.data(bytes));
  }

  #drained(): void {
    if (this.isOpen) this.#lifetime.call('connection drained', () => this.#handler?.drained?.());
  }

  #finish(reason: CloseReason): void {
    if (!this.isOpen) return;
    this.#reason = reason;
    this.#report(reason);
  }

  #reportSoon(reason: CloseReason): void {
    setImmediate(() => this.#report(reason));
  }

  #report(reason: CloseReason): void {
    this.#lifetime.call('connection closed', () => this.#handler?.closed(reason));
  }

  #gone(): void {
    clearTimeout(this.#linger);
    this.#release();
    this.#finish('reset');
  }
}
