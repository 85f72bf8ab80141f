// Settings of what all producers and consumers of a process share, with RocketMQ's defaults (facts 4.10, 6.1).

import type { RemotingClientOptions } from '../remoting/options.ts';

export interface ClientOptions {
  /** `ip:port` of every name server; at least one. */
  readonly nameServers: readonly string[];
  /** Tells clients on one host apart; undefined: process name and incarnation. */
  readonly instanceName: string | undefined;
  readonly pollNameServerMs: number;
  readonly heartbeatMs: number;
  readonly persistOffsetsMs: number;
  /** Longest time between two rebalances. */
  readonly rebalanceMs: number;
  /** Shortest time between two rebalances, and the wait after one that did not get all it wanted. */
  readonly rebalanceMinMs: number;
  /** Of calls that have no time-out of their own: routes, heartbeats, member lists, goodbyes. */
  readonly callTimeoutMs: number;
  readonly remoting: Partial<RemotingClientOptions>;
}

export const CLIENT_DEFAULTS: Omit<ClientOptions, 'nameServers'> = {
  instanceName: undefined,
  pollNameServerMs: 30_000,
  heartbeatMs: 30_000,
  persistOffsetsMs: 5_000,
  rebalanceMs: 20_000,
  rebalanceMinMs: 1_000,
  callTimeoutMs: 3_000,
  remoting: {},
};

/** First run of the periodic work after the start. */
export const FIRST_ROUTE_POLL_MS = 10;
export const FIRST_HEARTBEAT_MS = 1_000;
export const FIRST_PERSIST_MS = 10_000;

export type ClientSettings = Partial<ClientOptions> & Pick<ClientOptions, 'nameServers'>;
