// History entries in words, for people who read the account of a run. What only judges need has none.

import type { MessageEntry, MessageName, QueuePlace, SendCompleted } from '../oracles/message-entry.ts';
import type { LogRecovered } from '../oracles/store-entry.ts';

export interface Words {
  readonly subject: string;
  readonly text: string;
}

/** Undefined: nothing that a reader would look for. */
export function wordsOf(entry: MessageEntry): Words | undefined {
  return ofRun(entry) ?? ofMessage(entry) ?? ofTransaction(entry) ?? ofOwnership(entry) ?? ofStore(entry);
}

function ofRun(entry: MessageEntry): Words | undefined {
  switch (entry.kind) {
    case 'phase-began':
      return about('', `phase ${entry.phase} begins`);
    case 'fault-began':
      return about('', `fault ${entry.slot}: ${entry.description}`);
    case 'fault-ended':
      return about('', `fault ${entry.slot} ends`);
    default:
      return undefined;
  }
}

function ofMessage(entry: MessageEntry): Words | undefined {
  switch (entry.kind) {
    case 'send-invoked':
      return about(entry.key, `sends ${nameOf(entry)}${delayOf(entry.delayLevel)}`);
    case 'send-completed':
      return about(entry.key, `send of ${nameOf(entry)} ${endOf(entry)}`);
    case 'delivery-started':
      return about(
        entry.key,
        `${entry.group} gets ${nameOf(entry)} from ${placeOf(entry.place)}${againOf(entry)}`,
      );
    case 'delivery-completed':
      return about(
        entry.key,
        `${entry.group} ${entry.isSuccess ? 'has handled' : 'fails to handle'} ${nameOf(entry)}`,
      );
    case 'dead-letter-found':
      return about(entry.key, `finds ${nameOf(entry)} among the dead letters of ${entry.group}`);
    case 'looked-up':
      return about(entry.key, `looks up ${nameOf(entry)}: ${entry.outcome}`);
    case 'outbox-kept':
      return about(entry.key, `keeps ${nameOf(entry)} in its outbox`);
    case 'effect-applied':
      return about(
        entry.key,
        `${nameOf(entry)} takes effect${entry.times > 1 ? `, time ${entry.times}` : ''}`,
      );
    case 'return-unanswered':
      return about(entry.key, `nobody answers that ${nameOf(entry)} is taken back`);
    case 'handler-expired':
      return about(entry.key, `the handler of ${nameOf(entry)} takes too long`);
    case 'send-repeated':
      return about('', 'tries a send again');
    default:
      return undefined;
  }
}

function ofTransaction(entry: MessageEntry): Words | undefined {
  switch (entry.kind) {
    case 'transfer-begun':
      return about(entry.transfer, `begins transfer ${entry.transfer}`);
    case 'transfer-booked':
      return about(entry.transfer, `books transfer ${entry.transfer}: ${entry.how} ${entry.cents} cents`);
    case 'dead-letter-resent':
      return about(entry.transfer, `sends transfer ${entry.transfer} from the dead letters again`);
    case 'transaction-said':
      return about('', `says ${entry.state} of transaction ${entry.transaction}`);
    case 'transaction-asked':
      return about(
        '',
        `asks ${entry.isHeard ? 'a producer' : 'nobody'} about transaction ${entry.transaction}`,
      );
    case 'transaction-answered':
      return about('', `answers ${entry.state} for transaction ${entry.transaction}`);
    case 'transaction-ended':
      return about('', `carries out the ${entry.how} of transaction ${entry.transaction}`);
    case 'half-put-back':
      return about('', `puts half message ${entry.halfOffset} back`);
    case 'transaction-given-up':
      return about('', `gives transaction ${entry.transaction} up`);
    default:
      return undefined;
  }
}

function ofOwnership(entry: MessageEntry): Words | undefined {
  switch (entry.kind) {
    case 'queue-gained':
      return about('', `has queue ${entry.queueId} of ${entry.topic} on ${entry.brokerName}`);
    case 'queue-dropped':
      return about(
        '',
        `drops queue ${entry.queueId} of ${entry.topic} on ${entry.brokerName}: ${entry.reason}`,
      );
    case 'lease-granted':
      return about('', `grants the lease of queue ${entry.queueId} of ${entry.topic} to ${entry.clientId}`);
    case 'broker-removed':
      return about('', `removes the routes of ${entry.brokerName}: ${entry.cause}`);
    default:
      return undefined;
  }
}

function ofStore(entry: MessageEntry): Words | undefined {
  switch (entry.kind) {
    case 'log-recovered':
      return about('', recoveryOf(entry));
    case 'log-broken':
      return about('', `its log is broken at ${entry.position}: ${entry.reason}`);
    case 'segment-removed':
      return about('', `retention removes its log up to ${entry.endPosition}`);
    default:
      return undefined;
  }
}

function recoveryOf({ endPosition, lost, found }: LogRecovered): string {
  const changes = [
    ...(lost.length === 0 ? [] : [`${lost.length} lost`]),
    ...(found.length === 0 ? [] : [`${found.length} found that nobody knew of`]),
  ];
  return `recovers its log up to ${endPosition}${changes.length === 0 ? '' : `, records: ${changes.join(', ')}`}`;
}

function about(subject: string, text: string): Words {
  return { subject, text };
}

function nameOf({ key, ordinal }: MessageName): string {
  return `message ${ordinal} of key ${key}`;
}

function delayOf(level: number | undefined): string {
  return level === undefined ? '' : ` with delay level ${level}`;
}

function endOf({ outcome, place, reason }: SendCompleted): string {
  if (outcome === 'acknowledged')
    return `is acknowledged${place === undefined ? '' : ` at ${placeOf(place)}`}`;
  return `ends ${outcome}${reason === '' ? '' : `: ${reason}`}`;
}

function placeOf({ topic, brokerName, queueId, queueOffset }: QueuePlace): string {
  return `${brokerName} queue ${queueId}${topic === undefined ? '' : ` of ${topic}`} offset ${queueOffset}`;
}

function againOf({ reconsumeTimes = 0 }: { readonly reconsumeTimes?: number }): string {
  return reconsumeTimes === 0 ? '' : ` after ${reconsumeTimes} failures`;
}
