// History entries in words that are too fine for a whole account, but may be the one line that explains a failure: offsets, leases, held
// pulls, delayed deliveries, registrations, records.

import type { DelayedDelivered } from '../oracles/delay-entry.ts';
import type { HoldEntry } from '../oracles/hold-entry.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import { type GroupQueue, type OwnershipEntry, queueText } from '../oracles/ownership-entry.ts';
import type { RouteEntry } from '../oracles/route-entry.ts';
import { queueName, type Words } from './account-words.ts';

const TOPICS_TOLD = 3;

/** Brokers speak of their own queues. @param machine who says it */
export function detailsOf(entry: MessageEntry, machine: string): Words | undefined {
  switch (entry.kind) {
    case 'pull-held':
    case 'pull-woken':
      return ofHold(entry, machine);
    case 'delayed-delivered':
      return ofDelay(entry, machine);
    case 'broker-registered':
    case 'route-learned':
    case 'name-server-started':
      return ofRoute(entry);
    case 'record-stored': {
      const { topic, queueId, queueOffset, position } = entry.record;
      const of = { topic, queueId, brokerName: machine };
      return aboutQueue(of, `stores offset ${queueOffset} of queue ${queueId} of ${topic} at ${position}`);
    }
    case 'send-tried':
      return aboutQueue(entry, `sends to ${queueText(entry)}, attempt ${entry.attempt}`);
    case 'queue-taken':
      return aboutQueue(entry, `reads ${queueText(entry)} from offset ${entry.offset} on`);
    case 'config-saving':
      return { subject: '', text: `begins to replace ${entry.path}` };
    case 'config-saved':
      return { subject: '', text: `has replaced ${entry.path}` };
    case 'producer-come':
      return { subject: '', text: `knows a producer of ${entry.group} at ${entry.channel}` };
    case 'producer-gone':
      return { subject: '', text: `knows no producer of ${entry.group} at ${entry.channel} any more` };
    case 'master-shown':
      return { subject: '', text: `shows ${entry.master ?? 'nobody'} as the master of ${entry.brokerName}` };
    case 'group-changed':
      return { subject: '', text: 'counts other members of the group than before' };
    default:
      return ofOwnership(entry as OwnershipEntry);
  }
}

function ofHold(entry: HoldEntry, brokerName: string): Words {
  const { group, topic, queueId, offset } = entry;
  const what = `the pull of ${group} for queue ${queueId} of ${topic} from offset ${offset}`;
  const text = entry.kind === 'pull-woken' ? `wakes ${what}` : `holds ${what}, for at most ${entry.forMs} ms`;
  return aboutQueue({ topic, queueId, brokerName }, text);
}

function ofDelay(entry: DelayedDelivered, brokerName: string): Words {
  const { level, queueOffset, topic, queueId, deliveredOffset } = entry;
  const place = `queue ${queueId} of ${topic}${deliveredOffset === undefined ? '' : ` as offset ${deliveredOffset}`}`;
  const text = `delivers message ${queueOffset} of delay level ${level} to ${place}`;
  return aboutQueue({ topic, queueId, brokerName }, text);
}

function ofRoute(entry: RouteEntry): Words | undefined {
  switch (entry.kind) {
    case 'broker-registered':
      return {
        subject: '',
        text: `hears of ${entry.brokerName} at ${entry.address}: ${topicsText([...entry.told.keys()])}`,
      };
    case 'route-learned':
      return { subject: '', text: `learns of ${entry.topic} at ${[...entry.queues.keys()].join(', ')}` };
    case 'name-server-started':
      return { subject: '', text: 'starts with no routes' };
    default:
      return undefined;
  }
}

function topicsText(topics: readonly string[]): string {
  const more = topics.length - TOPICS_TOLD;
  return `${topics.slice(0, TOPICS_TOLD).join(', ')}${more <= 0 ? '' : ` and ${more} more`}`;
}

function ofOwnership(entry: OwnershipEntry): Words | undefined {
  switch (entry.kind) {
    case 'start-asked':
      return aboutQueue(entry, `asks where its group is on ${queueText(entry)}`);
    case 'start-sought':
      return aboutQueue(entry, `asks ${entry.asked} for it`);
    case 'start-found':
      return aboutQueue(entry, `begins ${queueText(entry)} at offset ${entry.offset}`);
    case 'lease-obtained':
      return aboutQueue(entry, `has the lease of ${queueText(entry)} for ${entry.validMs} ms`);
    case 'lease-ended':
      return aboutQueue(entry, `has no lease of ${queueText(entry)} any more`);
    case 'lease-released':
      return aboutQueue(entry, `takes the lease of ${queueText(entry)} back from ${entry.clientId}`);
    case 'offset-sent':
      return aboutQueue(
        entry,
        `sends offset ${entry.offset} of ${queueText(entry)}${entry.isCarried === true ? ' with a pull' : ''}`,
      );
    case 'offset-kept': {
      const before = entry.previousOffset === undefined ? '' : ` instead of ${entry.previousOffset}`;
      const as = entry.isAtSlave === true ? ', as a slave' : '';
      return aboutQueue(entry, `remembers offset ${entry.offset}${before} of ${queueText(entry)}${as}`);
    }
    case 'members-known':
      return { subject: '', text: `knows as members of ${entry.group}: ${entry.members.join(', ')}` };
    default:
      return undefined;
  }
}

function aboutQueue(of: Omit<GroupQueue, 'group'>, text: string): Words {
  return { subject: '', text, queue: queueName(of) };
}
