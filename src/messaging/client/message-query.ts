// Looks single messages up, by a key or by the id that a broker gave (MQAdminImpl.java). A key is asked of every broker of the topic, and
// what they answer is compared with it: their indexes know hashes only.

import type { WantedMessage } from '../message/indexed-keys.ts';
import type { StoredMessage } from '../message/message.ts';
import { parseOffsetMessageId } from '../message/message-id.ts';
import { decodeRecords } from '../message/record.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { queryMessage } from '../protocol/query-message.ts';
import { viewMessage } from '../protocol/view-message.ts';
import { RemotingError } from '../remoting/remoting-error.ts';
import { unpackBody } from './body-compression.ts';
import type { ClientInstance } from './client-instance.ts';
import { CLIENT_PARTS, type ClientParts } from './client-parts.ts';

export interface KeyQuestion extends WantedMessage {
  /** Of each broker; 32 when not said. A broker gives no more than 64. */
  readonly maxCount?: number;
  /** Store timestamps, inclusive; everything when not said. */
  readonly beginMs?: number;
  readonly endMs?: number;
}

export interface KeyFindings {
  /** In the order in which brokers are named by the route, each broker's in the order of its log. */
  readonly messages: readonly StoredMessage[];
  /** Store timestamp of the newest message that any index knows; 0 when nothing was found. */
  readonly indexedMs: number;
  /** Addresses of brokers that could not be asked, or answered with something else: they may have more. */
  readonly silent: readonly string[];
  /** Brokers that were asked. */
  readonly asked: number;
}

export type IdFinding =
  | { readonly kind: 'found'; readonly message: StoredMessage }
  /** The broker has no record there any more, or never had. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'no-id' }
  | { readonly kind: 'failed'; readonly reason: string };

type BrokerFindings = Pick<KeyFindings, 'messages' | 'indexedMs'> | 'silent';

const DEFAULT_COUNT = 32;
/** MQAdminImpl.java waits three times as long as for other requests. */
const QUERY_TIMEOUT_MS = 18_000;
const VIEW_TIMEOUT_MS = 6_000;

export class MessageQuery {
  readonly #instance: ClientInstance;
  readonly #parts: ClientParts;

  constructor(instance: ClientInstance, parts: Partial<ClientParts> = {}) {
    this.#instance = instance;
    this.#parts = { ...CLIENT_PARTS, ...parts };
  }

  /** Never rejects for what brokers do: a topic without a route has no brokers to ask. */
  async byKey(question: KeyQuestion): Promise<KeyFindings> {
    const { routes } = this.#instance;
    if (routes.get(question.topic) === undefined) await routes.update(question.topic);
    const addresses = routes.brokersOf(question.topic);
    const answers = await Promise.all(addresses.map((address) => this.#ask(address, question)));
    const silent = addresses.filter((_, index) => answers[index] === 'silent');
    const heard = answers.filter((answer) => answer !== 'silent');
    return {
      messages: heard.flatMap(({ messages }) => messages),
      indexedMs: Math.max(0, ...heard.map(({ indexedMs }) => indexedMs)),
      silent,
      asked: addresses.length,
    };
  }

  /** The message with the id that its send was answered with: the id names the broker and the place. */
  async byId(topic: string, offsetMessageId: string): Promise<IdFinding> {
    const id = parseOffsetMessageId(offsetMessageId);
    if (id === undefined) return { kind: 'no-id' };
    const header = { topic, position: id.position };
    const answer = await this.#instance.requests.ask(id.storeHost, viewMessage, header, {
      timeoutMs: VIEW_TIMEOUT_MS,
    });
    if (answer instanceof RemotingError) return { kind: 'failed', reason: answer.message };
    // The original gives no other code for a place where no record starts.
    if (answer.code === RESPONSE_CODE.systemError) return { kind: 'absent' };
    if (answer.code !== RESPONSE_CODE.success) return { kind: 'failed', reason: `code ${answer.code}` };
    const decoding = decodeRecords(answer.body);
    const message = decoding.kind === 'records' ? decoding.messages[0] : undefined;
    return message === undefined
      ? { kind: 'failed', reason: 'the answer is no record' }
      : { kind: 'found', message: unpackBody(message) };
  }

  async #ask(address: string, question: KeyQuestion): Promise<BrokerFindings> {
    const { topic, key, kind, maxCount = DEFAULT_COUNT } = question;
    const { beginMs = 0, endMs = Number.MAX_SAFE_INTEGER } = question;
    const isUniqueKey = kind === 'unique-key' ? true : undefined;
    const header = { topic, key, maxCount, beginMs, endMs, isUniqueKey };
    const answer = await this.#instance.requests.ask(address, queryMessage, header, {
      timeoutMs: QUERY_TIMEOUT_MS,
    });
    if (answer instanceof RemotingError) return 'silent';
    if (answer.code === RESPONSE_CODE.queryNotFound) return { messages: [], indexedMs: 0 };
    const decoding = decodeRecords(answer.body);
    if (answer.code !== RESPONSE_CODE.success || decoding.kind !== 'records') return 'silent';
    const messages = decoding.messages.filter((message) => this.#parts.isWanted(message, question));
    return { messages: messages.map(unpackBody), indexedMs: answer.header?.indexedMs ?? 0 };
  }
}
