// What remoting tells about itself. None of it is an error of this process.

import type { Observation } from '../../environment/observation.ts';

/** A response came for a call that nobody waits for: it timed out before, or the peer made the number up. */
export interface LateResponse extends Observation {
  readonly kind: 'remoting.late-response';
  readonly address: string;
  readonly opaque: number;
  readonly code: number;
}

/** Bytes that are no command; the connection was closed. */
export interface FrameRejected extends Observation {
  readonly kind: 'remoting.frame-rejected';
  readonly address: string;
}

/** The peer does not read what we send: the connection was closed, or what was to be sent was not. */
export interface PeerCongested extends Observation {
  readonly kind: 'remoting.peer-congested';
  readonly address: string;
  readonly dropped: 'connection' | 'request';
}

/** Nothing was read or written for the idle time; the connection was closed. */
export interface ChannelIdle extends Observation {
  readonly kind: 'remoting.channel-idle';
  readonly address: string;
}

/** A request was refused because its lane is full. */
export interface LaneOverloaded extends Observation {
  readonly kind: 'remoting.lane-overloaded';
  readonly lane: string;
  readonly code: number;
}

/** A handler met an operating error, which was answered with SYSTEM_ERROR. */
export interface HandlerFailed extends Observation {
  readonly kind: 'remoting.handler-failed';
  readonly code: number;
  readonly remark: string;
}

export type RemotingObservation =
  | LateResponse
  | FrameRejected
  | PeerCongested
  | ChannelIdle
  | LaneOverloaded
  | HandlerFailed;
