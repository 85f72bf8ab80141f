// What the process of a broker knows of the transactions that it ends. This is the original's, which knows nothing: what is said twice is done
// twice (EndTransactionProcessor.java). remembered-ends.ts is one that remembers.

import type { LogPosition } from '../../../base/numbers.ts';
import type { StoredMessage } from '../../message/message.ts';
import { admitEnd, type EndQuestion, type EndVerdict } from './end-decision.ts';

export class TransactionEnds {
  /** Whether an end is carried out. If so, it is told what comes of a commit. */
  admit(question: EndQuestion): EndVerdict {
    return admitEnd(question);
  }

  /** The committed message lies at the position. */
  published(_half: StoredMessage, _position: LogPosition): void {}

  /** The committed message was not stored. */
  failed(_half: StoredMessage): void {}
}
