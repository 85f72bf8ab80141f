// Writes down what brokers do about transactions, and what producers answer them.

import type { Observation } from '../environment/observation.ts';
import type { BrokerObservation, ProducerComeOrGone } from '../messaging/broker/observations.ts';
import type { ClientObservation } from '../messaging/client/observations.ts';
import type { TransferEntry } from '../oracles/transfer-entry.ts';
import type { WitnessedWorld } from './witnesses.ts';

type Said =
  | Extract<BrokerObservation, { kind: `broker.transaction-${string}` }>
  | Extract<ClientObservation, { kind: `client.transaction-${string}` }>;

function isOfTransaction({ kind }: Observation): boolean {
  return kind.startsWith('broker.transaction-') || kind.startsWith('client.transaction-');
}

function isOfProducer({ kind }: Observation): boolean {
  return kind === 'broker.producer-come' || kind === 'broker.producer-gone';
}

export function watchTransactions({ simulation, history }: WitnessedWorld): void {
  simulation.observe((machine, observation) => {
    if (isOfProducer(observation)) {
      const { kind, group, channel } = observation as ProducerComeOrGone;
      const isGone = kind === 'broker.producer-gone';
      history.record(machine, { kind: isGone ? 'producer-gone' : 'producer-come', group, channel });
    }
    if (observation.kind === 'broker.check-round-began')
      history.record(machine, { kind: 'check-round-began' });
    if (isOfTransaction(observation)) history.record(machine, entryOf(observation as Said));
  });
}

function entryOf(said: Said): TransferEntry {
  const transaction = said.uniqueKey;
  switch (said.kind) {
    case 'broker.transaction-put-back':
      return { kind: 'half-put-back', transaction, halfOffset: said.halfOffset };
    case 'broker.transaction-given-up':
      return { kind: 'transaction-given-up', transaction };
    case 'broker.transaction-checked': {
      const isHeard = said.asked !== undefined;
      return { kind: 'transaction-asked', transaction, group: said.producerGroup, isHeard };
    }
    case 'broker.transaction-ended': {
      const { how, halfOffset, answersCheck } = said;
      return { kind: 'transaction-ended', transaction, how, halfOffset, answersCheck };
    }
    case 'client.transaction-said':
      return { kind: 'transaction-said', transaction, state: said.state };
    case 'client.transaction-answered':
      return { kind: 'transaction-answered', transaction, state: said.state };
  }
}
