// Situations that a batch of runs should have met: those that processes observed, and those that only the whole history shows.

import type { Observation, Reached } from '../environment/observation.ts';
import type { Recorded } from '../history/history.ts';
import type { PullWoken } from '../messaging/broker/observations.ts';
import type { StoreTrouble } from '../messaging/store/observations.ts';
import { BrokerQueues } from '../oracles/broker-queues.ts';
import type { MemberEntry } from '../oracles/member-entry.ts';
import {
  type DeadLetterFound,
  type DeliveryCompleted,
  type DeliveryStarted,
  type MessageEntry,
  messageKey,
  type SendCompleted,
} from '../oracles/message-entry.ts';
import { GroupMessages } from '../oracles/message-map.ts';
import { queueKey } from '../oracles/store-entry.ts';
import { TRANSFER_MARKS, TransferMarks } from './bank/transfer-marks.ts';
import { CLEANED_UP } from './errands.ts';
import { ONE_WAY, OnewayLosses } from './oneway-losses.ts';
import { OwnershipMarks } from './ownership-marks.ts';

export const MARKS = {
  deliveredTwice: 'a message was delivered twice',
  ownerChanged: 'a queue was consumed by two consumers after each other',
  diedWithOpenSend: 'a producer died with a send open',
  brokerDiedWithSends: 'a broker died while sends were under way',
  removedUnhandled: 'retention removed messages that nobody had handled',
  unknownSend: 'a send ended unknown',
  appendFailed: 'a store could not append a message',
  flushFailed: 'a store could not flush its log',
  startRefused: 'a disk kept a process from starting',
  configDiscarded: 'an operator discarded a damaged configuration file',
  retried: 'a message that failed came again through the retry topic',
  triedAgainHere: 'a message that nobody took back was tried again by its consumer',
  deadLetter: 'a message that always failed was found among the dead letters',
  sentBackTwice: 'one message was found twice among the dead letters',
  memberReturned: 'a broadcasting member came back and went on where it had been',
  memberDropped: 'a broadcasting member dropped what it could not consume',
  laneFull: 'a request was refused because too many waited before it',
  sendRejected: 'a send ended rejected: every broker that it tried refused it',
  pullWoken: 'an arrival woke a held pull',
  onewayLost: 'a one-way send never arrived',
  batchRefused: 'a batch was refused whole',
  compressedDelivered: 'a compressed body came back whole',
  resentAfterDeath: 'a message was sent again from the outbox after its producer had died',
  resentAfterDoubt: 'a message was sent again from the outbox after an unknown outcome',
  foundAfterDeath: 'a look-up found what a producer had sent before it died',
  foundAfterDoubt: 'a look-up found what was sent with an unknown outcome',
  outboxTorn: 'a crash left half a record in the outbox',
  asyncRetried: 'an asynchronous send succeeded with another attempt',
  failureRepeated: 'a message was failed twice with the same number of failures before',
  cleanedUp: CLEANED_UP,
  ...TRANSFER_MARKS,
} as const;

export class RunMarks {
  readonly #transfers = new TransferMarks((mark) => this.add(mark));
  readonly #reached = new Set<string>();
  readonly #delivered = new GroupMessages();
  /** Machines by group. */
  readonly #owners = new Map<string, BrokerQueues<string>>();
  readonly #deadLetters = new Set<string>();
  readonly #failures = new Set<string>();
  readonly #keeping = new Set<string>();
  readonly #losses = new OnewayLosses();
  /** Places of compressed records. */
  readonly #compressed = new Set<string>();
  readonly #ownership = new OwnershipMarks((mark) => this.add(mark));

  /** Sorted. */
  list(): readonly string[] {
    if (this.#losses.hasLost) this.#reached.add(MARKS.onewayLost);
    return [...this.#reached].sort();
  }

  add(mark: string): void {
    this.#reached.add(mark);
  }

  observe(observation: Observation): void {
    if (observation.kind === 'reached') this.#reached.add((observation as Reached).mark);
    if (observation.kind === 'remoting.lane-overloaded') this.#reached.add(MARKS.laneFull);
    if (observation.kind === 'broker.pull-woken' && (observation as PullWoken).why === 'arrived')
      this.#reached.add(MARKS.pullWoken);
    if (observation.kind === 'client.messages-dropped') this.#reached.add(MARKS.memberDropped);
    if (observation.kind === 'store.trouble') this.#observeTrouble(observation as StoreTrouble);
  }

  #observeTrouble({ during }: StoreTrouble): void {
    if (during === 'append') this.#reached.add(MARKS.appendFailed);
    if (during === 'flush') this.#reached.add(MARKS.flushFailed);
  }

  hear(recorded: Recorded<MessageEntry>): void {
    const { entry, machine } = recorded;
    this.#losses.hear(recorded);
    this.#ownership.hear(recorded);
    this.#transfers.hear(recorded);
    if (entry.kind === 'record-stored' && !entry.record.isBodyAsSent) {
      this.#compressed.add(`${queueKey(machine, entry.record)}/${entry.record.queueOffset}`);
    }
    if (entry.kind === 'send-completed') this.#hearSend(entry);
    if (entry.kind === 'dead-letter-found') this.#hearDeadLetter(entry);
    if (entry.kind === 'delivery-completed' && !entry.isSuccess) this.#hearFailure(entry);
    if (entry.kind === 'member-started' || entry.kind === 'member-kept') this.#hearMember(entry, machine);
    if (entry.kind !== 'delivery-started') return;
    if ((entry.reconsumeTimes ?? 0) > 0) {
      this.#reached.add(entry.place.topic === undefined ? MARKS.triedAgainHere : MARKS.retried);
    }
    if (!this.#delivered.add(entry.group, entry)) this.#reached.add(MARKS.deliveredTwice);
    if (this.#compressed.size > 0) this.#hearCompressed(entry);
    this.#hearOwner(entry, machine);
  }

  #hearCompressed({ topic, place }: DeliveryStarted): void {
    const queue = { topic: place.topic ?? topic, queueId: place.queueId };
    if (!this.#compressed.has(`${queueKey(place.brokerName, queue)}/${place.queueOffset}`)) return;
    this.#reached.add(MARKS.compressedDelivered);
  }

  #hearOwner({ group, topic, place }: DeliveryStarted, machine: string): void {
    let owners = this.#owners.get(group);
    if (owners === undefined) {
      owners = new BrokerQueues();
      this.#owners.set(group, owners);
    }
    const queue = { topic: place.topic ?? topic, queueId: place.queueId };
    const owner = owners.get(place.brokerName, queue);
    if (owner === machine) return;
    if (owner !== undefined) this.#reached.add(MARKS.ownerChanged);
    owners.set(place.brokerName, queue, machine);
  }

  #hearSend({ outcome, reason }: SendCompleted): void {
    if (outcome === 'rejected') this.#reached.add(MARKS.sendRejected);
    if (outcome !== 'unknown' || reason === ONE_WAY) return;
    this.#reached.add(reason === 'the producer died' ? MARKS.diedWithOpenSend : MARKS.unknownSend);
  }

  #hearMember(entry: MemberEntry, machine: string): void {
    const queue = `${machine}/${entry.brokerName}/${entry.queueId}`;
    if (entry.kind === 'member-kept') this.#keeping.add(queue);
    else if (this.#keeping.has(queue)) this.#reached.add(MARKS.memberReturned);
  }

  #hearDeadLetter(letter: DeadLetterFound): void {
    const message = `${letter.group}/${messageKey(letter)}`;
    this.#reached.add(this.#deadLetters.has(message) ? MARKS.sentBackTwice : MARKS.deadLetter);
    this.#deadLetters.add(message);
  }

  #hearFailure(failure: DeliveryCompleted): void {
    const attempt = `${failure.group}/${messageKey(failure)}/${failure.reconsumeTimes ?? 0}`;
    if (this.#failures.has(attempt)) this.#reached.add(MARKS.failureRepeated);
    this.#failures.add(attempt);
  }
}
