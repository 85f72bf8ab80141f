// What travels between machines. Streams are cut into packets only so that rules can judge them; a data packet is one write.

export type PacketKind = 'datagram' | 'connect' | 'accepted' | 'refused' | 'data' | 'end' | 'reset';

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
