// Cuts the stream of a slave into reports. Only the newest whole one counts: how far a slave is includes how far it was.

import { concatBytes } from '../../base/bytes.ts';
import type { LogPosition } from '../../base/numbers.ts';
import { REPORT_BYTES, readPosition } from './transfer-format.ts';

export type NewestReport =
  | { readonly kind: 'report'; readonly position: LogPosition }
  /** No report is whole yet. */
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid' };

const NOTHING = new Uint8Array(0);

export class ReportSplitter {
  #rest: Uint8Array = NOTHING;

  add(fragment: Uint8Array): NewestReport {
    const bytes = this.#rest.length === 0 ? fragment : concatBytes([this.#rest, fragment]);
    const whole = bytes.length - (bytes.length % REPORT_BYTES);
    this.#rest = bytes.slice(whole);
    if (whole === 0) return { kind: 'none' };
    const position = readPosition(bytes, whole - REPORT_BYTES);
    return position === undefined ? { kind: 'invalid' } : { kind: 'report', position };
  }
}
