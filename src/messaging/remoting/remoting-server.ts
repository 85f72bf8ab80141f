// Accepts connections and answers requests on lanes. Requests of its own go to clients over the channels that they opened.

import { assert, present } from '../../base/assert.ts';
import { withDefaults } from '../../base/defaults.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Connection, Listener } from '../../environment/network.ts';
import type { Channel } from './channel.ts';
import { FrameEncoder } from './frame.ts';
import type { TypedHandler } from './handler.ts';
import { OpaqueCounter } from './opaque-counter.ts';
import { type PeerOptions, SERVER_DEFAULTS } from './options.ts';
import { Peer, type PeerContext } from './peer.ts';
import type { RequestCodec } from './request-codec.ts';
import type { RequestLane } from './request-lane.ts';
import { RequestRouter } from './request-router.ts';

export interface RemotingServerOptions extends Partial<PeerOptions> {
  readonly port: number;
}

/** Where handlers of requests are registered. */
export type RequestRegistry = Pick<RemotingServer, 'register'>;

export class RemotingServer {
  readonly #environment: Environment;
  readonly #port: number;
  readonly #router: RequestRouter;
  readonly #context: PeerContext;
  readonly #peers = new Set<Peer>();
  readonly #closeListeners: ((channel: Channel) => void)[] = [];
  #listener: Listener | undefined;
  #isStopped = false;

  constructor(environment: Environment, { port, ...options }: RemotingServerOptions) {
    this.#environment = environment;
    this.#port = port;
    const peerOptions = withDefaults(SERVER_DEFAULTS, options);
    this.#router = new RequestRouter(environment, peerOptions);
    this.#context = {
      environment,
      options: peerOptions,
      opaques: new OpaqueCounter(),
      encoder: new FrameEncoder(),
      receive: (request, peer) => this.#router.receive(request, peer),
      closed: (peer) => this.#forget(peer),
    };
  }

  /** `host:port` where it listens. */
  get address(): string {
    return present(this.#listener, 'the listener of a started server').address;
  }

  register<Header, Reply>(
    definition: RequestCodec<Header, Reply>,
    lane: RequestLane,
    handler: TypedHandler<Header, Reply>,
  ): void {
    this.#router.register(definition, lane, handler);
  }

  /** Called once for each channel that ended, whatever ended it, but not after the server was stopped. */
  onChannelClosed(listener: (channel: Channel) => void): void {
    this.#closeListeners.push(listener);
  }

  /** @throws NetworkError `address-in-use` */
  async start(): Promise<void> {
    assert(this.#listener === undefined && !this.#isStopped, 'a server starts once');
    this.#listener = await this.#environment.network.listen(this.#port, (connection) =>
      this.#accept(connection),
    );
  }

  /** Stops listening and closes all channels; what was written to them is still delivered. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#listener?.close();
    for (const peer of [...this.#peers]) peer.close();
  }

  #accept(connection: Connection): void {
    const peer = new Peer(connection, this.#context);
    this.#peers.add(peer);
    if (this.#isStopped) peer.close();
  }

  #forget(peer: Peer): void {
    this.#peers.delete(peer);
    if (this.#isStopped || this.#closeListeners.length === 0) return;
    void this.#announceClosed(peer);
  }

  async #announceClosed(peer: Peer): Promise<void> {
    // RocketMQ tells it from a thread of its own (NettyEventExecutor), after the channel is gone.
    await this.#environment.interleave('remoting.channel-closed');
    if (this.#isStopped) return;
    for (const listener of this.#closeListeners) listener(peer);
  }
}
