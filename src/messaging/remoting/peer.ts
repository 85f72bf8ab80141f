// One connection, on either side: bytes in become requests and responses, requests and responses become bytes out. It decides nothing
// about requests: those go to the router. Whoever made it is told once when it ends.

import { assert } from '../../base/assert.ts';
import type { Environment } from '../../environment/environment.ts';
import type { CloseReason, Connection } from '../../environment/network.ts';
import type { Timer } from '../../environment/timers.ts';
import type { Channel } from './channel.ts';
import { type Command, isResponse, ONEWAY_FLAG, type Request } from './command.ts';
import { decodeFrame, type FrameEncoder } from './frame.ts';
import { FrameSplitter, MAX_FRAME_BYTES } from './frame-splitter.ts';
import type { RemotingObservation } from './observations.ts';
import type { OpaqueCounter } from './opaque-counter.ts';
import type { PeerOptions } from './options.ts';
import { OutgoingQueue } from './outgoing-queue.ts';
import { PendingCalls } from './pending-calls.ts';
import { RemotingError } from './remoting-error.ts';
import { RESPONSE } from './response-code.ts';

const NO_BYTES = new Uint8Array(0);

/** What all connections of one client or server share. */
export interface PeerContext {
  readonly environment: Environment;
  readonly options: PeerOptions;
  readonly opaques: OpaqueCounter;
  readonly encoder: FrameEncoder;
  readonly receive: (request: Command, peer: Peer) => void;
  readonly closed: (peer: Peer) => void;
}

export class Peer implements Channel {
  readonly #context: PeerContext;
  readonly #connection: Connection;
  readonly #splitter = new FrameSplitter();
  readonly #pending: PendingCalls;
  readonly #outgoing: OutgoingQueue;
  #isOpen = true;
  #lastActivityUs: number;
  #idleTimer: Timer;

  /** Takes the connection over; must be called synchronously after it was handed out. */
  constructor(connection: Connection, context: PeerContext) {
    const { environment, options } = context;
    this.#context = context;
    this.#connection = connection;
    this.#pending = new PendingCalls(environment.timers, connection.remoteAddress);
    this.#outgoing = new OutgoingQueue(connection, options.maxOutgoingBytes);
    this.#lastActivityUs = environment.clock.monotonicUs();
    this.#idleTimer = this.#watchIdleness(options.idleCloseMs);
    connection.handle({
      data: (fragment) => this.#receive(fragment),
      drained: () => this.#outgoing.drain(),
      closed: (reason) => this.#end(reason),
    });
  }

  get remoteAddress(): string {
    return this.#connection.remoteAddress;
  }

  get localAddress(): string {
    return this.#connection.localAddress;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @throws RemotingError */
  async invoke(request: Request, timeoutMs: number): Promise<Command> {
    const { options, environment } = this.#context;
    if (!this.#isOpen) throw this.#error('connect', 'the channel is closed');
    if (this.#pending.count >= options.maxPendingCalls) {
      throw this.#error('too-much-request', `${this.#pending.count} calls are in flight`);
    }
    const command = this.#command(request, 0);
    if (!this.#write(this.#context.encoder.encode(command))) {
      this.#observe({ kind: 'remoting.peer-congested', address: this.remoteAddress, dropped: 'request' });
      throw this.#error('too-much-request', 'the peer does not read, or the request is too long');
    }
    const response = await this.#pending.wait(command.opaque, command.code, timeoutMs);
    // From the thread that reads the connection to the one that waits.
    await environment.interleave('remoting.response');
    return response;
  }

  invokeOneway(request: Request): boolean {
    if (!this.#isOpen) return false;
    if (this.#write(this.#context.encoder.encode(this.#command(request, ONEWAY_FLAG)))) return true;
    this.#observe({ kind: 'remoting.peer-congested', address: this.remoteAddress, dropped: 'request' });
    return false;
  }

  /** Sends a response; a peer that does not read its responses loses the connection. */
  respond(response: Command): void {
    if (!this.#isOpen) return;
    let frame = this.#context.encoder.encode(response);
    if (frame.length > MAX_FRAME_BYTES) frame = this.#context.encoder.encode(tooLong(response));
    if (this.#write(frame)) return;
    this.#observe({ kind: 'remoting.peer-congested', address: this.remoteAddress, dropped: 'connection' });
    this.#connection.reset();
    this.#end('local');
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#connection.close();
    this.#end('local');
  }

  #command(request: Request, flag: number): Command {
    const { options, opaques } = this.#context;
    return {
      code: request.code,
      language: options.language,
      version: options.version,
      opaque: opaques.take(),
      flag,
      remark: undefined,
      fields: request.fields,
      body: request.body ?? NO_BYTES,
      encoding: options.encoding,
    };
  }

  #write(frame: Uint8Array): boolean {
    assert(this.#isOpen, 'writing on a closed channel');
    if (frame.length > MAX_FRAME_BYTES) return false;
    this.#lastActivityUs = this.#context.environment.clock.monotonicUs();
    return this.#outgoing.push(frame);
  }

  #receive(fragment: Uint8Array): void {
    if (!this.#isOpen) return;
    this.#lastActivityUs = this.#context.environment.clock.monotonicUs();
    this.#splitter.push(fragment);
    // A command may close the channel: the rest of the fragment is then nobody's.
    while (this.#isOpen) {
      const step = this.#splitter.next();
      if (step.kind === 'incomplete') return;
      const command = step.kind === 'frame' ? decodeFrame(step.frame) : undefined;
      if (command === undefined) this.#reject();
      else if (!isResponse(command)) this.#context.receive(command, this);
      else if (!this.#pending.complete(command)) this.#observeLate(command);
    }
  }

  #reject(): void {
    this.#observe({ kind: 'remoting.frame-rejected', address: this.remoteAddress });
    this.close();
  }

  #observeLate(response: Command): void {
    const { code, opaque } = response;
    this.#observe({ kind: 'remoting.late-response', address: this.remoteAddress, opaque, code });
  }

  #end(reason: CloseReason): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#idleTimer.cancel();
    this.#outgoing.clear();
    this.#pending.failAll(`the connection ended (${reason})`);
    this.#context.closed(this);
  }

  #watchIdleness(delayMs: number): Timer {
    return this.#context.environment.timers.once(delayMs, 'remoting.idle', () => this.#checkIdleness());
  }

  #checkIdleness(): void {
    const { environment, options } = this.#context;
    const quietMs = Math.floor((environment.clock.monotonicUs() - this.#lastActivityUs) / 1000);
    if (quietMs < options.idleCloseMs) {
      this.#idleTimer = this.#watchIdleness(options.idleCloseMs - quietMs);
      return;
    }
    this.#observe({ kind: 'remoting.channel-idle', address: this.remoteAddress });
    this.close();
  }

  #error(kind: RemotingError['kind'], problem: string): RemotingError {
    return new RemotingError(kind, this.remoteAddress, problem);
  }

  #observe(observation: RemotingObservation): void {
    this.#context.environment.observe(observation);
  }
}

function tooLong(response: Command): Command {
  const remark = `the response to ${response.opaque} is longer than a frame`;
  return { ...response, code: RESPONSE.systemError, remark, fields: new Map(), body: NO_BYTES };
}
