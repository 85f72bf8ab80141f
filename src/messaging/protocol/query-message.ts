// Finding messages by a key.

import { defineRequest } from './definition.ts';
import { clampedInt64, int32, int64, optionalBoolean, text } from './field.ts';

export const queryMessage = defineRequest({
  code: 12,
  name: 'QUERY_MESSAGE',
  doc: 'Reads the newest messages of a topic whose keys may be the one asked for: keys of one hash come too. The reply body is whole commit-log records, one after the other; QUERY_NOT_FOUND when there are none.',
  header: {
    topic: text('topic'),
    key: text('key'),
    maxCount: int32('maxNum'),
    /** Stock clients ask for everything up to the largest long. */
    beginMs: clampedInt64('beginTimestamp'),
    endMs: clampedInt64('endTimestamp'),
    /** The key is one that a producer gave; `maxCount` does not count then. */
    isUniqueKey: optionalBoolean('_UNIQUE_KEY_QUERY'),
  },
  reply: {
    indexedMs: int64('indexLastUpdateTimestamp'),
    indexedPosition: int64('indexLastUpdatePhyoffset'),
  },
});
