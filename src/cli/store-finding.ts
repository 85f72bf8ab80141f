// A finding of `store inspect` in words.

import type { Finding } from '../messaging/store/folder-report.ts';
import { describeInconsistency } from '../messaging/store/inconsistency.ts';
import { describeIndexInconsistency } from '../messaging/store/key-index-check.ts';

export function describeFinding(found: Finding): string {
  switch (found.kind) {
    case 'index-file':
    case 'index-missing':
    case 'index-repeated':
    case 'index-stray':
      return describeIndexInconsistency(found);
    default:
      return describeInconsistency(found);
  }
}
