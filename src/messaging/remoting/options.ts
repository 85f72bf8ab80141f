// Settings of remoting, with RocketMQ's defaults (facts 1.5). They tune, they do not change what is said.

import type { HeaderEncoding } from './command.ts';

export interface PeerOptions {
  /** A connection on which nothing was read or written for so long is closed. */
  readonly idleCloseMs: number;
  /** How requests are written; a response mirrors its request. */
  readonly encoding: HeaderEncoding;
  readonly language: string;
  readonly version: number;
  /** Calls waiting for a response on one connection. */
  readonly maxPendingCalls: number;
  /** Bytes that wait here while the connection accepts no more. */
  readonly maxOutgoingBytes: number;
}

export interface RemotingClientOptions extends PeerOptions {
  readonly connectTimeoutMs: number;
  /** A call that timed out closes its connection, unless its call options say otherwise (NettyRemotingClient). */
  readonly closeOnTimeout: boolean;
}

/** Version 5.3.0: peers newer than 5.3.1 are expected to understand GO_AWAY. `OTHER` is a language that every peer knows. */
const PEER_DEFAULTS = {
  idleCloseMs: 120_000,
  encoding: 'json',
  language: 'OTHER',
  version: 473,
  maxOutgoingBytes: 64 * 1024 * 1024,
} as const;

export const CLIENT_DEFAULTS: RemotingClientOptions = {
  ...PEER_DEFAULTS,
  maxPendingCalls: 65_535,
  connectTimeoutMs: 3_000,
  closeOnTimeout: true,
};

export const SERVER_DEFAULTS: PeerOptions = { ...PEER_DEFAULTS, maxPendingCalls: 64 };
