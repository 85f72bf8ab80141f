// An administrator sends a consumer group back or forth in time.

import { defineRequest } from './definition.ts';
import { clampedInt64, optionalBoolean, optionalInt32, optionalInt64, text } from './field.ts';

export const resetOffset = defineRequest({
  code: 222,
  name: 'INVOKE_BROKER_TO_RESET_OFFSET',
  doc: 'Sets the committed offsets of a group on one broker to a moment, or those of one queue to an offset; running consumers are told by their next pull. The reply body is the new offsets by queue.',
  header: {
    topic: text('topic'),
    group: text('group'),
    /** All queues when it is negative or not said. */
    queueId: optionalInt32('queueId'),
    /** Negative: the end of the queue. */
    timestampMs: clampedInt64('timestamp'),
    /** Instead of the moment, for one queue. */
    offset: optionalInt64('offset'),
    isForced: optionalBoolean('isForce'),
  },
  reply: {},
});
