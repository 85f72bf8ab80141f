// Cuts the stream of a master into transfers.

import { concatBytes } from '../../base/bytes.ts';
import { readTransferHead, TRANSFER_HEAD_BYTES, type Transfer } from './transfer-format.ts';

export type NextTransfer =
  | { readonly kind: 'transfer'; readonly transfer: Transfer }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'invalid' };

const NOTHING = new Uint8Array(0);

export class TransferSplitter {
  readonly #fragments: Uint8Array[] = [];
  #bytes: Uint8Array = NOTHING;
  #pendingBytes = 0;
  /** No transfer is whole before so many bytes. */
  #neededBytes = TRANSFER_HEAD_BYTES;

  add(fragment: Uint8Array): void {
    this.#fragments.push(fragment);
    this.#pendingBytes += fragment.length;
  }

  next(): NextTransfer {
    if (!this.#has(this.#neededBytes)) return { kind: 'incomplete' };
    const head = readTransferHead(this.#bytes, 0);
    if (head.kind === 'invalid') return head;
    const end = TRANSFER_HEAD_BYTES + head.bodyBytes;
    this.#neededBytes = end;
    if (!this.#has(end)) return { kind: 'incomplete' };
    const body = this.#bytes.slice(TRANSFER_HEAD_BYTES, end);
    this.#bytes = this.#bytes.subarray(end);
    this.#neededBytes = TRANSFER_HEAD_BYTES;
    return { kind: 'transfer', transfer: { position: head.position, body } };
  }

  /** Joins fragments only when what was joined before is used up: a slave that is behind what came would copy it all for each transfer. */
  #has(bytes: number): boolean {
    if (this.#bytes.length >= bytes) return true;
    if (this.#bytes.length + this.#pendingBytes < bytes) return false;
    this.#bytes = concatBytes([this.#bytes, ...this.#fragments.splice(0)]);
    this.#pendingBytes = 0;
    return true;
  }
}
