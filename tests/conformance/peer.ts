// One side of a connection that remembers what it was told, in order, and lets a test wait for it.

import { assert } from '../../src/base/assert.ts';
import { concatBytes } from '../../src/base/bytes.ts';
import type { Environment } from '../../src/environment/environment.ts';
import type { CloseReason, Connection, ConnectionHandler, Listener } from '../../src/environment/network.ts';

export const CONNECT_TIMEOUT_MS = 2000;

interface Waiting {
  readonly isMet: () => boolean;
  readonly resolve: () => void;
}

export class Peer implements ConnectionHandler {
  readonly connection: Connection;
  readonly fragments: Uint8Array[] = [];
  /** `data`, `drained` and `closed <reason>`, in order. */
  readonly calls: string[] = [];
  readonly #react: (fragment: Uint8Array) => void;
  #waiting: Waiting[] = [];

  /** Takes the connection over. `react` runs after a fragment was noted. */
  constructor(
    connection: Connection,
    react: (fragment: Uint8Array, connection: Connection) => void = () => {},
  ) {
    this.connection = connection;
    this.#react = (fragment) => react(fragment, connection);
    connection.handle(this);
  }

  get received(): Uint8Array {
    return concatBytes(this.fragments);
  }

  get receivedBytes(): number {
    return this.fragments.reduce((sum, fragment) => sum + fragment.length, 0);
  }

  get closes(): readonly string[] {
    return this.calls.filter((call) => call.startsWith('closed'));
  }

  data(fragment: Uint8Array): void {
    assert(fragment.length > 0, 'a fragment has bytes');
    this.fragments.push(fragment);
    this.#note('data');
    this.#react(fragment);
  }

  drained(): void {
    this.#note('drained');
  }

  closed(reason: CloseReason): void {
    this.#note(`closed ${reason}`);
  }

  hasReceived(bytes: number): Promise<void> {
    return this.#until(() => this.receivedBytes >= bytes);
  }

  hasClosed(): Promise<void> {
    return this.#until(() => this.closes.length > 0);
  }

  /** Resolves with the next `drained` after the call. */
  hasDrained(): Promise<void> {
    const before = this.#countDrained();
    return this.#until(() => this.#countDrained() > before);
  }

  #countDrained(): number {
    return this.calls.filter((call) => call === 'drained').length;
  }

  #note(call: string): void {
    this.calls.push(call);
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ isMet }) => !isMet());
    for (const { isMet, resolve } of waiting) if (isMet()) resolve();
  }

  #until(isMet: () => boolean): Promise<void> {
    if (isMet()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ isMet, resolve });
    });
  }
}

export interface Pair {
  readonly client: Connection;
  readonly server: Connection;
  readonly listener: Listener;
}

/** A connection from `here` to `there`; nobody handles its ends yet. */
export async function connectedPair(here: Environment, there: Environment): Promise<Pair> {
  let take: (connection: Connection) => void = () => {};
  const accepted = new Promise<Connection>((resolve) => {
    take = resolve;
  });
  const listener = await there.network.listen(0, (connection) => take(connection));
  const client = await here.network.connect(listener.address, CONNECT_TIMEOUT_MS);
  return { client, server: await accepted, listener };
}

export interface PeerPair {
  readonly client: Peer;
  readonly server: Peer;
  readonly listener: Listener;
}

export async function peerPair(here: Environment, there: Environment): Promise<PeerPair> {
  const { client, server, listener } = await connectedPair(here, there);
  return { client: new Peer(client), server: new Peer(server), listener };
}

/** Enough for everything in flight to arrive. */
export function aWhile(environment: Environment): Promise<void> {
  return environment.timers.sleep(40, 'test: a while');
}

/** Bytes in which each position is recognisable. */
export function patternBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index += 1)
    bytes[index] = (index ^ (index >> 8) ^ (index >> 16)) & 0xff;
  return bytes;
}
