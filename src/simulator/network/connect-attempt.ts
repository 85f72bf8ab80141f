// One try to connect: the request is sent again while it is lost, until somebody accepts, refuses, or the time is up.

import { type Connection, NetworkError } from '../../environment/network.ts';
import type { EventHandle } from '../event-queue.ts';
import type { HostStack } from './host-stack.ts';
import type { Packet } from './packet.ts';
import type { StreamEndpoint } from './stream-endpoint.ts';
import type { Streams } from './streams.ts';

export interface ConnectTerms {
  /** Index of the machine. */
  readonly destination: number;
  /** Of the destination. */
  readonly stack: HostStack;
  readonly timeoutUs: number;
  readonly resolve: (connection: Connection) => void;
  readonly reject: (error: NetworkError) => void;
}

const FIRST_REPEAT_US = 1_000_000;

export class ConnectAttempt {
  readonly #streams: Streams;
  readonly #endpoint: StreamEndpoint;
  readonly #terms: ConnectTerms;
  #deadline: EventHandle | undefined;
  #repeat: EventHandle | undefined;
  #repeatUs = FIRST_REPEAT_US;
  #isSettled = false;

  constructor(streams: Streams, endpoint: StreamEndpoint, terms: ConnectTerms) {
    this.#streams = streams;
    this.#endpoint = endpoint;
    this.#terms = terms;
  }

  start(): void {
    const { owner } = this.#endpoint;
    const expire = () => this.#fail('timed-out', 'no answer in time');
    this.#deadline = this.#streams.later('network connect deadline', owner, expire, this.#terms.timeoutUs);
    this.#endpoint.awaitOpening({
      opened: () => this.#succeed(),
      failed: () => this.#fail('refused', 'accepted and reset'),
    });
    this.#send();
  }

  #send(): void {
    const request: Packet = {
      kind: 'connect',
      source: this.#endpoint.machine,
      destination: this.#terms.destination,
      size: 0,
      towardsServer: true,
    };
    this.#streams.carry(request, 'network connect', this.#terms.stack, () => this.#arrive());
    this.#repeat = this.#streams.later(
      'network connect again',
      this.#endpoint.owner,
      () => this.#sendAgain(),
      this.#repeatUs,
    );
    this.#repeatUs *= 2;
  }

  #sendAgain(): void {
    if (this.#endpoint.isOpening) this.#send();
  }

  #arrive(): void {
    // While a process holds the other end, its answer is on the way.
    if (!this.#endpoint.isOpening || this.#endpoint.hasPeer || !this.#terms.stack.isPowered) return;
    const listening = this.#streams.listenerAt(this.#endpoint.remoteAddress);
    if (listening !== undefined) this.#streams.accept(this.#endpoint, listening);
    else this.#refuse();
  }

  #refuse(): void {
    const answer: Packet = {
      kind: 'refused',
      source: this.#terms.destination,
      destination: this.#endpoint.machine,
      size: 0,
      towardsServer: false,
    };
    const fail = () => this.#fail('refused', 'nobody listens');
    this.#streams.carry(answer, 'network refused', this.#endpoint.owner, fail);
  }

  #succeed(): void {
    this.#settle();
    this.#terms.resolve(this.#endpoint);
  }

  #fail(kind: 'timed-out' | 'refused', why: string): void {
    if (this.#isSettled) return;
    this.#settle();
    this.#endpoint.abandon();
    const { localAddress, remoteAddress } = this.#endpoint;
    this.#terms.reject(new NetworkError(kind, `connect ${localAddress} to ${remoteAddress}: ${why}`));
  }

  #settle(): void {
    this.#isSettled = true;
    if (this.#deadline !== undefined) this.#streams.cancel(this.#deadline);
    if (this.#repeat !== undefined) this.#streams.cancel(this.#repeat);
  }
}
