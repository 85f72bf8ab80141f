// What a history says of a service that keeps what it has to send.

import type { MessageName } from './message-entry.ts';

/** The message is written down on the service's own disk: whatever ends the service, the message is owed to all readers. */
export interface OutboxKept extends MessageName {
  readonly kind: 'outbox-kept';
}
