// Calls peers by address. One connection per address, made when it is first needed and shared by all who call meanwhile; the peer may
// send requests on it too.

import { withDefaults } from '../../base/defaults.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Lane } from '../../environment/lane.ts';
import { NetworkError } from '../../environment/network.ts';
import { FrameEncoder } from './frame.ts';
import type { TypedHandler } from './handler.ts';
import { OpaqueCounter } from './opaque-counter.ts';
import { CLIENT_DEFAULTS, type RemotingClientOptions } from './options.ts';
import { Peer, type PeerContext } from './peer.ts';
import { RemotingError } from './remoting-error.ts';
import type { RequestCodec } from './request-codec.ts';
import { RequestRouter } from './request-router.ts';
import { type Answer, call, callOneway } from './typed-call.ts';

export interface ClientCallOptions {
  /** Counts from the call on, connecting included. */
  readonly timeoutMs: number;
  readonly body?: Uint8Array | undefined;
  /** Whether a time-out closes the connection: RocketMQ does so for synchronous calls, not for asynchronous ones as a pull. */
  readonly closeOnTimeout?: boolean;
}

/** A time-out does not close the connection when connecting has eaten most of the time (NettyRemotingClient). */
const ALWAYS_CLOSE_ABOVE_MS = 100;
const CLOSE_ABOVE_FRACTION = 4;

export class RemotingClient {
  readonly #environment: Environment;
  readonly #options: RemotingClientOptions;
  readonly #router: RequestRouter;
  readonly #context: PeerContext;
  readonly #peers = new Map<string, Peer>();
  readonly #connecting = new Map<string, Promise<Peer>>();
  #isClosed = false;

  constructor(environment: Environment, options: Partial<RemotingClientOptions> = {}) {
    this.#environment = environment;
    this.#options = withDefaults(CLIENT_DEFAULTS, options);
    this.#router = new RequestRouter(environment, this.#options);
    this.#context = {
      environment,
      options: this.#options,
      opaques: new OpaqueCounter(),
      encoder: new FrameEncoder(),
      receive: (request, peer) => this.#router.receive(request, peer),
      closed: (peer) => this.#forget(peer),
    };
  }

  /** Requests that peers send to this client. */
  register<Header, Reply>(
    definition: RequestCodec<Header, Reply>,
    lane: Lane,
    handler: TypedHandler<Header, Reply>,
  ): void {
    this.#router.register(definition, lane, handler);
  }

  /** @throws RemotingError */
  async call<Header, Reply>(
    address: string,
    definition: RequestCodec<Header, Reply>,
    header: Header,
    options: ClientCallOptions,
  ): Promise<Answer<Reply>> {
    const startUs = this.#environment.clock.monotonicUs();
    const peer = await this.#connected(address);
    const leftMs = options.timeoutMs - Math.floor((this.#environment.clock.monotonicUs() - startUs) / 1000);
    if (leftMs <= 0)
      throw new RemotingError('connect', address, `no time was left after connecting to ${address}`);
    try {
      return await call(peer, definition, header, { timeoutMs: leftMs, body: options.body });
    } catch (error) {
      if (isTimeout(error) && this.#closesOnTimeout(options, leftMs)) peer.close();
      throw error;
    }
  }

  /** Resolves when the request was handed to the connection. @throws RemotingError `connect`, `too-much-request` */
  async callOneway<Header, Reply>(
    address: string,
    definition: RequestCodec<Header, Reply>,
    header: Header,
    body?: Uint8Array,
  ): Promise<void> {
    const peer = await this.#connected(address);
    if (callOneway(peer, definition, header, body)) return;
    const kind = peer.isOpen ? 'too-much-request' : 'connect';
    throw new RemotingError(kind, address, `${definition.name} was not sent to ${address}`);
  }

  /** True while there is a connection to the address. */
  isConnected(address: string): boolean {
    return this.#peers.has(address);
  }

  /** Drops the connection to the address, if there is one; calls in flight fail. */
  disconnect(address: string): void {
    this.#peers.get(address)?.close();
  }

  /** Closes all connections; calls in flight and later ones fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const peer of [...this.#peers.values()]) peer.close();
  }

  #closesOnTimeout(options: ClientCallOptions, leftMs: number): boolean {
    if (!(options.closeOnTimeout ?? this.#options.closeOnTimeout)) return false;
    return leftMs > ALWAYS_CLOSE_ABOVE_MS || leftMs > options.timeoutMs / CLOSE_ABOVE_FRACTION;
  }

  async #connected(address: string): Promise<Peer> {
    if (this.#isClosed) throw new RemotingError('connect', address, 'the client is closed');
    const peer = this.#peers.get(address);
    if (peer !== undefined) return peer;
    let connecting = this.#connecting.get(address);
    if (connecting === undefined) {
      connecting = this.#connect(address);
      this.#connecting.set(address, connecting);
    }
    return connecting;
  }

  async #connect(address: string): Promise<Peer> {
    try {
      const { network } = this.#environment;
      const peer = new Peer(await network.connect(address, this.#options.connectTimeoutMs), this.#context);
      if (this.#isClosed) {
        peer.close();
        throw new RemotingError('connect', address, 'the client was closed while connecting');
      }
      this.#peers.set(address, peer);
      return peer;
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      throw new RemotingError('connect', address, `cannot connect to ${address}: ${error.message}`);
    } finally {
      this.#connecting.delete(address);
    }
  }

  /** The connection's remote address may be spelled differently from what the caller named. */
  #forget(peer: Peer): void {
    for (const [address, candidate] of this.#peers) {
      if (candidate !== peer) continue;
      this.#peers.delete(address);
      return;
    }
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof RemotingError && error.kind === 'timeout';
}
