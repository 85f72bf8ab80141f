// How the simulated network behaves when no fault is on.

import type { Latency } from '../latency.ts';

export interface NetworkOptions {
  /** One way, per packet. */
  readonly latency: Latency;
  /** Added to every packet of a directed pair of machines; drawn once per pair from 0 to this. */
  readonly pairLatencyUs: number;
  /** Chance in a million that a packet is lost. Streams send it again; datagrams are gone. */
  readonly lossPerMillion: number;
  /** First retransmission time-out of a stream; doubles with each loss of the same packet. */
  readonly retransmissionUs: number;
  readonly retransmissionMaximumUs: number;
  /** A stream that could not deliver for this long is reset. */
  readonly resetAfterUs: number;
  /** Bytes on their way in one direction of a stream above which `write` returns false. */
  readonly sendBufferBytes: number;
}

export const DEFAULT_NETWORK: NetworkOptions = {
  latency: { kind: 'exponential', minimumUs: 100, meanUs: 200, maximumUs: 20_000 },
  pairLatencyUs: 200,
  lossPerMillion: 0,
  retransmissionUs: 200_000,
  retransmissionMaximumUs: 3_200_000,
  resetAfterUs: 15_000_000,
  sendBufferBytes: 65_536,
};
