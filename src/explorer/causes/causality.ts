// Who caused whom in a traced run. Each event has at most one cause, the event during which it was scheduled, so that its ancestors are
// a chain. An event whose cause is not in the trace is a root: the plan, a fault slot, the world itself.

import type { TraceEvent } from '../../simulator/trace.ts';

/** An arrival from another machine. */
export interface Transfer {
  readonly from: string;
  readonly to: string;
  /** The event that sent it. */
  readonly sent: TraceEvent;
}

const REQUEST_LANE = 'lane ';
const ANSWER = 'remoting.response';

export class Causality {
  readonly events: readonly TraceEvent[];
  readonly #byIdentity = new Map<string, TraceEvent>();
  readonly #children = new Map<string, TraceEvent[]>();

  constructor(events: readonly TraceEvent[]) {
    this.events = events;
    for (const event of events) {
      this.#byIdentity.set(event.identity, event);
      const siblings = this.#children.get(event.cause);
      if (siblings === undefined) this.#children.set(event.cause, [event]);
      else siblings.push(event);
    }
  }

  find(identity: string): TraceEvent | undefined {
    return this.#byIdentity.get(identity);
  }

  causeOf({ cause, number }: TraceEvent): TraceEvent | undefined {
    const found = this.#byIdentity.get(cause);
    return found === undefined || found.number >= number ? undefined : found;
  }

  childrenOf({ identity }: TraceEvent): readonly TraceEvent[] {
    return this.#children.get(identity) ?? [];
  }

  /** The event and its ancestors, newest first. */
  chainOf(event: TraceEvent): readonly TraceEvent[] {
    const chain: TraceEvent[] = [];
    for (let next: TraceEvent | undefined = event; next !== undefined; next = this.causeOf(next))
      chain.push(next);
    return chain;
  }

  /** Undefined for what does not come from another machine, and for packets that a fault held: what let them go is their cause. */
  transferOf(event: TraceEvent): Transfer | undefined {
    const sent = this.causeOf(event);
    if (sent === undefined || sent.machine === '' || event.machine === '') return undefined;
    return sent.machine === event.machine ? undefined : { from: sent.machine, to: event.machine, sent };
  }

  /** What an arrival is for: the lanes that take its requests, or which request it answers. */
  purposeOf(arrival: TraceEvent): string {
    if (!arrival.label.endsWith(' data')) return arrival.label.replace(/^network /, '');
    const purposes = new Set(this.childrenOf(arrival).flatMap((child) => this.#purposeOf(child, arrival)));
    return purposes.size === 0 ? 'data' : [...purposes].join(', ');
  }

  #purposeOf({ label }: TraceEvent, arrival: TraceEvent): readonly string[] {
    if (label.startsWith(REQUEST_LANE)) return [label.slice(REQUEST_LANE.length)];
    if (label !== ANSWER) return [];
    const asked = this.#askedBy(arrival);
    return [asked === undefined ? 'answer to a held request' : `answer to ${asked}`];
  }

  /** The request of the receiver that the sender was working on; undefined when somebody else's work made it answer. */
  #askedBy(answer: TraceEvent): string | undefined {
    const transfer = this.transferOf(answer);
    if (transfer === undefined) return undefined;
    for (
      let event: TraceEvent | undefined = transfer.sent;
      event !== undefined;
      event = this.causeOf(event)
    ) {
      const isRequest = event.label.startsWith(REQUEST_LANE);
      const origin = this.transferOf(event) ?? this.#originOf(event);
      if (isRequest) return origin?.from === transfer.to ? event.label.slice(REQUEST_LANE.length) : undefined;
      if (event.machine !== transfer.from) return undefined;
    }
    return undefined;
  }

  #originOf(event: TraceEvent): Transfer | undefined {
    const cause = this.causeOf(event);
    return cause === undefined ? undefined : this.transferOf(cause);
  }
}
