// What waits to be written on one connection. Nothing waits while the peer reads; when it does not, a bounded amount does and the rest
// is refused.

import type { Connection } from '../../environment/network.ts';

export class OutgoingQueue {
  readonly #connection: Connection;
  readonly #maxBytes: number;
  #frames: Uint8Array[] = [];
  #waitingBytes = 0;
  #isCongested = false;

  constructor(connection: Connection, maxBytes: number) {
    this.#connection = connection;
    this.#maxBytes = maxBytes;
  }

  /** False: the queue is full and the frame will not be sent. */
  push(frame: Uint8Array): boolean {
    if (!this.#isCongested) {
      this.#isCongested = !this.#connection.write(frame);
      return true;
    }
    if (this.#waitingBytes + frame.length > this.#maxBytes) return false;
    this.#frames.push(frame);
    this.#waitingBytes += frame.length;
    return true;
  }

  /** The connection takes more again. */
  drain(): void {
    this.#isCongested = false;
    const frames = this.#frames;
    this.#frames = [];
    this.#waitingBytes = 0;
    for (const frame of frames) this.push(frame);
  }

  clear(): void {
    this.#frames = [];
    this.#waitingBytes = 0;
  }
}
