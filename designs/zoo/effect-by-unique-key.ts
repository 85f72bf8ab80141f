// Known bad (mission B2): messages are told apart by the producer's own id where senders send an event again as another message. The id stays the
// same over a producer's resends, but not over the sender's.

import { uniqueId } from '../../src/messaging/client/idempotent-listener.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const effectByUniqueKey: Design = {
  name: 'effect-by-unique-key',
  doc: "Takes the producer's id for that of the event, which an outbox sends again as another message.",
  options: baseline.options,
  parts: { effects: { idOf: uniqueId } },
  limits: baseline.limits,
  defect: { source: 'mission row B2', oracle: 'exactly-once-effect', scenario: 'idempotent-effects' },
};
