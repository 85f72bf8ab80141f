// History entries in words, for people who read the account of a run. What only judges need has none.

import type { MessageEntry, MessageName, QueuePlace, SendCompleted } from '../oracles/message-entry.ts';
import { type GroupQueue, queueText } from '../oracles/ownership-entry.ts';
import type { MasterReturned } from '../oracles/promotion-entry.ts';
import type { LogRecovered } from '../oracles/store-entry.ts';

export interface Words {
  readonly subject: string;
  readonly text: string;
  readonly queue?: string;
}

/** Transfers by their transactions. */
export type TransferNames = ReadonlyMap<string, string>;

/** Undefined: nothing that a reader would look for. */
export function wordsOf(entry: MessageEntry, transfers: TransferNames): Words | undefined {
  return (
    ofRun(entry) ??
    ofMessage(entry) ??
    ofTransfer(entry) ??
    ofTransaction(entry, transfers) ??
    ofOwnership(entry) ??
    ofPromotion(entry) ??
    ofStore(entry)
  );
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
      return atPlace(entry, entry.place, `send of ${nameOf(entry)} ${endOf(entry)}`);
    case 'delivery-started':
      return atPlace(
        entry,
        entry.place,
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

function ofTransfer(entry: MessageEntry): Words | undefined {
  switch (entry.kind) {
    case 'transfer-begun':
      return about(entry.transfer, `begins transfer ${entry.transfer}`);
    case 'transfer-booked':
      return about(entry.transfer, `books transfer ${entry.transfer}: ${entry.how} ${entry.cents} cents`);
    case 'dead-letter-resent':
      return about(entry.transfer, `sends transfer ${entry.transfer} from the dead letters again`);
    default:
      return undefined;
  }
}

function ofTransaction(entry: MessageEntry, transfers: TransferNames): Words | undefined {
  if (!('transaction' in entry)) return undefined;
  const transfer = transfers.get(entry.transaction);
  const of = transfer === undefined ? `transaction ${entry.transaction}` : `the transaction of ${transfer}`;
  const words = (text: string) => about(transfer ?? '', text);
  switch (entry.kind) {
    case 'half-stored':
      return words(`hears that the half message of ${of} is stored`);
    case 'transaction-said':
      return words(`says ${entry.state} of ${of}`);
    case 'transaction-asked':
      return words(`asks ${entry.isHeard ? 'a producer' : 'nobody'} about ${of}`);
    case 'transaction-answered':
      return words(`answers ${entry.state} for ${of}`);
    case 'transaction-ended':
      return words(`carries out the ${entry.how} of ${of}`);
    case 'half-put-back':
      return words(`puts the half message of ${of}, offset ${entry.halfOffset}, back`);
    case 'transaction-given-up':
      return words(`gives ${of} up`);
    default:
      return undefined;
  }
}

function ofOwnership(entry: MessageEntry): Words | undefined {
  switch (entry.kind) {
    case 'queue-gained':
      return aboutQueue(entry, `has ${queueText(entry)}`);
    case 'queue-dropped':
      return aboutQueue(entry, `drops ${queueText(entry)}: ${entry.reason}`);
    case 'lease-granted':
      return aboutQueue(
        entry,
        `grants the lease of queue ${entry.queueId} of ${entry.topic} to ${entry.clientId}`,
      );
    case 'broker-removed':
      return about('', `removes the routes of ${entry.brokerName}: ${entry.cause}`);
    default:
      return undefined;
  }
}

function ofPromotion(entry: MessageEntry): Words | undefined {
  switch (entry.kind) {
    case 'slave-promoted':
      return about('', `is put in the place of ${entry.instead} as the master of ${entry.brokerName}`);
    case 'master-returned':
      return about('', `is there again as the master of ${entry.brokerName}, ${returnOf(entry)}`);
    case 'master-retired':
      return about('', `is made a slave of ${entry.brokerName}`);
    case 'replica-cut':
      return about(
        '',
        `cuts its log at ${entry.position}: that of its master is another from ${entry.partsAt} on`,
      );
    case 'second-master-noticed':
      return about('', `notices two masters of ${entry.brokerName}: ${entry.masters.join(' and ')}`);
    case 'master-fenced':
      return about('', `has another master of ${entry.brokerName} beside it, and ${WHAT_IS_DONE[entry.how]}`);
    default:
      return undefined;
  }
}

const WHAT_IS_DONE = { 'not-started': 'does not start', 'stepped-down': 'steps down' } as const;

function returnOf({ isNewProcess }: MasterReturned): string {
  return isNewProcess ? 'as a new process' : 'where it stood';
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

function aboutQueue(of: GroupQueue, text: string): Words {
  return { subject: '', text, queue: queueName(of) };
}

/** About a message that lies there. */
function atPlace({ key, topic }: MessageName, place: QueuePlace | undefined, text: string): Words {
  return place === undefined
    ? about(key, text)
    : { subject: key, text, queue: queueName({ topic, ...place }) };
}

/** As lines of the account name queues. */
export function queueName({ brokerName, topic, queueId }: Omit<GroupQueue, 'group'>): string {
  return `${brokerName} ${topic} ${queueId}`;
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
