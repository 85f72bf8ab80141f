// What travels between machines. Streams are cut into packets only so that rules can judge them; a data packet is one write.

/** Rules see an `acknowledgement` only to drop it; it takes no time and is never lost by chance. */
export type PacketKind =
  | 'datagram'
  | 'connect'
  | 'accepted'
  | 'refused'
  | 'data'
  | 'acknowledgement'
  | 'end'
  | 'reset';

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
