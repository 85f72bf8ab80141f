// Brings a request to its handler: by code to a lane, decodes the header there, runs the handler, sends the answer. In the order of facts
// 1.5: unknown code, a lane that takes nothing or is full, bad header, handler.

import { AssertionError, assert } from '../../base/assert.ts';
import type { Environment } from '../../environment/environment.ts';
import { type Command, isOneway, RESPONSE_FLAG } from './command.ts';
import { failure, type ReplyContent, type TypedHandler, type TypedResult } from './handler.ts';
import type { RemotingObservation } from './observations.ts';
import type { PeerOptions } from './options.ts';
import type { Peer } from './peer.ts';
import type { RequestCodec } from './request-codec.ts';
import type { RequestLane } from './request-lane.ts';
import { RESPONSE } from './response-code.ts';

const NO_FIELDS: ReadonlyMap<string, string> = new Map();
const NO_BYTES = new Uint8Array(0);

interface Route {
  readonly lane: RequestLane;
  readonly run: (request: Command, peer: Peer) => Promise<void>;
}

export class RequestRouter {
  readonly #environment: Environment;
  readonly #options: PeerOptions;
  readonly #routes = new Map<number, Route>();

  constructor(environment: Environment, options: PeerOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  register<Header, Reply>(
    definition: RequestCodec<Header, Reply>,
    lane: RequestLane,
    handler: TypedHandler<Header, Reply>,
  ): void {
    assert(!this.#routes.has(definition.code), `${definition.name} is registered twice`);
    const run = (request: Command, peer: Peer) => this.#run(request, peer, definition, handler);
    this.#routes.set(definition.code, { lane, run });
  }

  receive(request: Command, peer: Peer): void {
    const route = this.#routes.get(request.code);
    if (route === undefined) {
      const remark = `request type ${request.code} not supported`;
      this.#answer(request, peer, failure(RESPONSE.requestCodeNotSupported, remark), NO_FIELDS);
      return;
    }
    const refuse = (remark: string): void => {
      this.#answer(request, peer, failure(RESPONSE.systemBusy, remark), NO_FIELDS);
    };
    const refusal = route.lane.refusal?.();
    if (refusal !== undefined) {
      refuse(refusal);
      return;
    }
    if (route.lane.submit(() => route.run(request, peer), refuse)) return;
    this.#observe({
      kind: 'remoting.lane-overloaded',
      lane: route.lane.name,
      code: request.code,
    });
    refuse('[OVERLOAD]system busy, start flow control for a while');
  }

  async #run<Header, Reply>(
    request: Command,
    peer: Peer,
    definition: RequestCodec<Header, Reply>,
    handler: TypedHandler<Header, Reply>,
  ): Promise<void> {
    let isAnswered = false;
    const reply = (content: ReplyContent<Reply>) => {
      if (isAnswered) return;
      isAnswered = true;
      const fields = content.header === undefined ? NO_FIELDS : definition.encodeReply(content.header);
      this.#answer(request, peer, content, fields);
    };
    const decoding = definition.decodeHeader(request.fields);
    if (decoding.kind === 'invalid') return reply(failure(RESPONSE.systemError, decoding.problem));
    const { header } = decoding;
    const { body, fields, version, language } = request;
    const incoming = { header, body, fields, version, language, isOneway: isOneway(request) };
    const result = await this.#outcome(request.code, () => handler(incoming, { channel: peer, reply }));
    if (result.kind === 'reply') reply(result);
  }

  /** An operating error that the handler let through is an answer; a bug of ours is not and ends the process. */
  async #outcome<Reply>(
    code: number,
    handle: () => Promise<TypedResult<Reply>> | TypedResult<Reply>,
  ): Promise<TypedResult<Reply>> {
    try {
      return await handle();
    } catch (error) {
      if (!isOperatingError(error)) throw error;
      const remark = `${error.name}: ${error.message}`;
      this.#observe({ kind: 'remoting.handler-failed', code, remark });
      return failure(RESPONSE.systemError, remark);
    }
  }

  #observe(observation: RemotingObservation): void {
    this.#environment.observe(observation);
  }

  #answer(
    request: Command,
    peer: Peer,
    content: ReplyContent<unknown>,
    fields: ReadonlyMap<string, string>,
  ): void {
    if (isOneway(request)) return;
    peer.respond({
      code: content.code,
      language: this.#options.language,
      version: this.#options.version,
      opaque: request.opaque,
      flag: RESPONSE_FLAG,
      remark: content.remark,
      fields,
      body: content.body ?? NO_BYTES,
      encoding: request.encoding,
    });
  }
}

function isOperatingError(error: unknown): error is Error {
  if (!(error instanceof Error) || error instanceof AssertionError) return false;
  return !(error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError);
}
