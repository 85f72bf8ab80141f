// What travels between machines. Streams are cut into packets only so that rules can judge them; a data packet is one write, or a
// part of one.

/**
 * Three kinds do not travel; rules are asked about them only to heed one kind of verdict: an `acknowledgement`, which takes no time
 * and is never lost by chance, may be dropped; a `write`, whose data follows, may be cut; an `accept`, by which a process takes a
 * connection that its system has accepted, may be deferred.
 */
export type PacketKind =
  | 'datagram'
  | 'connect'
  | 'accepted'
  | 'refused'
  | 'data'
  | 'end'
  | 'reset'
  | 'acknowledgement'
  | 'write'
  | 'accept';

/** Whether packets of this kind travel. */
export function isCarried(kind: PacketKind): boolean {
  return kind !== 'acknowledgement' && kind !== 'write' && kind !== 'accept';
}

export interface Packet {
  readonly kind: PacketKind;
  /** Index of the machine. */
  readonly source: number;
  readonly destination: number;
  /** Payload bytes. */
  readonly size: number;
  /** True on packets of a stream from the side that connected to the side that accepted; undefined on datagrams. */
  readonly towardsServer: boolean | undefined;
}
