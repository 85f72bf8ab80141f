// One packet of a connection: an opening, a write or a part of one, or a kind of end.

import { assert, present } from '../../base/assert.ts';
import type { Packet, PacketKind } from './packet.ts';
import type { StreamEndpoint } from './stream-endpoint.ts';

export class StreamPacket implements Packet {
  readonly kind: PacketKind;
  readonly from: StreamEndpoint;
  readonly to: StreamEndpoint;
  readonly bytes: Uint8Array | undefined;
  /** It arrived. Should it come again, because its sender did not hear of it, it is not delivered twice. */
  isDelivered = false;

  constructor(kind: PacketKind, from: StreamEndpoint, bytes: Uint8Array | undefined) {
    this.kind = kind;
    this.from = from;
    this.to = from.peer;
    this.bytes = bytes;
  }

  get source(): number {
    return this.from.machine;
  }

  get destination(): number {
    return this.to.machine;
  }

  get size(): number {
    return this.bytes === undefined ? 0 : this.bytes.length;
  }

  get towardsServer(): boolean {
    return this.from.isClient;
  }

  /** What goes by itself, and what is left. */
  cutAfter(length: number): readonly [head: StreamPacket, rest: StreamPacket] {
    const bytes = present(this.bytes, 'bytes of a packet that is cut');
    assert(length > 0 && length < bytes.length, 'a cut is inside of what it cuts', length);
    return [
      new StreamPacket(this.kind, this.from, bytes.subarray(0, length)),
      new StreamPacket(this.kind, this.from, bytes.subarray(length)),
    ];
  }
}
