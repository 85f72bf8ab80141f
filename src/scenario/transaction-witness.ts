// Writes down what brokers do about transactions, and what producers answer them; and after a power loss, how far its disk says that a
// broker's rounds of checks have come.

import type { DiskImage } from '../environment/disk.ts';
import type { Observation } from '../environment/observation.ts';
import { savedOffset } from '../messaging/broker/consumer-offsets.ts';
import type { BrokerObservation, ProducerComeOrGone } from '../messaging/broker/observations.ts';
import { SYSTEM_TOPIC } from '../messaging/broker/system-topics.ts';
import { CHECK_GROUP, HALF_QUEUE } from '../messaging/broker/transaction/half-message.ts';
import type { ClientObservation } from '../messaging/client/observations.ts';
import { DEFAULT_STORE_OPTIONS } from '../messaging/store/options.ts';
import type { TransferEntry } from '../oracles/transfer-entry.ts';
import { watchCommits } from './commit-witness.ts';
import type { WitnessedWorld } from './witnesses.ts';

type Said =
  | Extract<BrokerObservation, { kind: `broker.transaction-${string}` }>
  | Extract<ClientObservation, { kind: `client.transaction-${string}` }>;

const OFFSETS = `${DEFAULT_STORE_OPTIONS.rootDirectory}/config/consumerOffset.json`;

function isOfTransaction({ kind }: Observation): boolean {
  return kind.startsWith('broker.transaction-') || kind.startsWith('client.transaction-');
}

function isOfProducer({ kind }: Observation): boolean {
  return kind === 'broker.producer-come' || kind === 'broker.producer-gone';
}

export function watchTransactions({ simulation, history, cluster }: WitnessedWorld): void {
  watchCommits(simulation, cluster.brokers, history);
  const disks = new Map(cluster.brokers.map(({ name, disk }) => [name, disk]));
  simulation.onEnd((machine, how) => {
    const disk = how === 'power-lost' ? disks.get(machine) : undefined;
    if (disk === undefined) return;
    const offset = progressOn(disk, OFFSETS) ?? progressOn(disk, `${OFFSETS}.bak`) ?? 0;
    history.record(machine, { kind: 'half-progress-left', offset });
  });
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

function progressOn(disk: DiskImage, path: string): number | undefined {
  const bytes = disk.read(path, 0, disk.size(path) ?? 0);
  if (bytes === undefined || bytes.length === 0) return undefined;
  return savedOffset(bytes, CHECK_GROUP, SYSTEM_TOPIC.transactionHalf, HALF_QUEUE);
}

function entryOf(said: Said): TransferEntry {
  const transaction = said.uniqueKey;
  switch (said.kind) {
    case 'broker.transaction-put-back':
      return {
        kind: 'half-put-back',
        transaction,
        halfOffset: said.halfOffset,
        copyOffset: said.copyOffset ?? -1,
      };
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
