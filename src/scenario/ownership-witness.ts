// Writes down who has which queue of the workload's group: what its members and the brokers say of queues, leases, offsets and members.

import type { Observation } from '../environment/observation.ts';
import type { BrokerObservation } from '../messaging/broker/observations.ts';
import type { ClientObservation, OffsetKeeper } from '../messaging/client/observations.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { WitnessedWorld } from './witnesses.ts';

type Said = ClientObservation | BrokerObservation;

/** Who remembers offsets: under which name of a broker, as its master or not. */
interface Keeper {
  readonly brokerName: string;
  readonly isSlave: boolean;
}

export function watchOwnership({ simulation, history, scenario, cluster }: WitnessedWorld): void {
  const { group } = scenario.channel;
  const brokerNames = new Map(cluster.posts.map((post) => [post.machine.name, post.brokerName]));
  const keeperOf = (machine: string): Keeper => {
    const brokerName = brokerNames.get(machine) ?? machine;
    return { brokerName, isSlave: cluster.masterOf(brokerName)?.name !== machine };
  };
  const machineAt = new Map(cluster.stores.map(({ host, name }) => [host, name]));
  const nameAt = (address: string) => machineAt.get(address.slice(0, address.lastIndexOf(':'))) ?? address;
  const names = { keeperOf, nameAt };
  simulation.observe((machine, observation) => {
    const entry = entryOf(observation, machine, names, group);
    if (entry !== undefined) history.record(machine, entry);
  });
}

/** What observations leave to be looked up. */
interface Names {
  readonly keeperOf: (machine: string) => Keeper;
  /** Machine at an address. */
  readonly nameAt: (address: string) => string;
}

function entryOf(
  observation: Observation,
  machine: string,
  names: Names,
  group: string,
): MessageEntry | undefined {
  const said = observation as Said;
  switch (said.kind) {
    case 'client.queue-gained':
    case 'client.queue-lost':
    case 'client.start-asked':
    case 'client.offset-asked':
    case 'client.start-found':
    case 'client.lease-obtained':
    case 'client.lease-lost':
    case 'client.offset-persisted':
    case 'client.offset-carried':
      return said.group === group ? memberEntry(said, names) : undefined;
    case 'broker.queue-lock-granted':
    case 'broker.queue-lock-released':
    case 'broker.offset-committed':
    case 'broker.group-membership-changed':
      return said.group === group ? brokerEntry(said, () => names.keeperOf(machine)) : undefined;
    default:
      return undefined;
  }
}

type SaidByMember = Extract<
  ClientObservation,
  {
    kind:
      | 'client.queue-gained'
      | 'client.queue-lost'
      | 'client.start-asked'
      | 'client.offset-asked'
      | 'client.start-found'
      | 'client.lease-obtained'
      | 'client.lease-lost'
      | 'client.offset-persisted'
      | 'client.offset-carried';
  }
>;

function memberEntry(said: SaidByMember, { nameAt }: Names): MessageEntry | undefined {
  const { group, clientId, queue } = said;
  const { topic, brokerName, queueId } = queue;
  const of = { group, clientId, topic, brokerName, queueId };
  switch (said.kind) {
    case 'client.queue-gained':
      return { kind: 'queue-gained', ...of };
    case 'client.queue-lost':
      return { kind: 'queue-dropped', reason: said.reason, moved: said.moved, ...of };
    case 'client.start-asked':
      return { kind: 'start-asked', ...of };
    case 'client.offset-asked': {
      const asked = nameAt(said.at.address);
      return { kind: 'start-sought', asked, masterInRoutes: masterIn(said.at, nameAt), ...of };
    }
    case 'client.start-found':
      return { kind: 'start-found', offset: said.offset, ...of };
    case 'client.lease-obtained':
      return { kind: 'lease-obtained', validMs: said.validMs, ...of };
    case 'client.lease-lost':
      return { kind: 'lease-ended', ...of };
    case 'client.offset-persisted':
      return { kind: 'offset-sent', offset: said.offset, ...keeperIn(said.at, nameAt), ...of };
    case 'client.offset-carried':
      return {
        kind: 'offset-sent',
        offset: said.offset,
        isCarried: true,
        ...keeperIn(said.at, nameAt),
        ...of,
      };
  }
}

function keeperIn(at: OffsetKeeper | undefined, nameAt: Names['nameAt']) {
  return at === undefined ? {} : { to: nameAt(at.address), masterInRoutes: masterIn(at, nameAt) };
}

function masterIn({ masterAddress }: OffsetKeeper, nameAt: Names['nameAt']): string | undefined {
  return masterAddress === undefined ? undefined : nameAt(masterAddress);
}

type SaidByBroker = Extract<
  BrokerObservation,
  {
    kind:
      | 'broker.queue-lock-granted'
      | 'broker.queue-lock-released'
      | 'broker.offset-committed'
      | 'broker.group-membership-changed';
  }
>;

function brokerEntry(said: SaidByBroker, keeper: () => Keeper): MessageEntry | undefined {
  const { group } = said;
  switch (said.kind) {
    case 'broker.queue-lock-granted': {
      const { clientId, previousOwner, queue } = said;
      return { kind: 'lease-granted', group, clientId, previousOwner, ...queue };
    }
    case 'broker.queue-lock-released':
      return { kind: 'lease-released', group, clientId: said.clientId, ...said.queue };
    case 'broker.offset-committed': {
      const { topic, queueId, offset, previousOffset, through } = said;
      if (offset === previousOffset && through !== 'reset') return undefined;
      const { brokerName, isSlave: isAtSlave } = keeper();
      const of = { group, topic, brokerName, queueId, isAtSlave };
      return { kind: 'offset-kept', offset, previousOffset, through, ...of };
    }
    case 'broker.group-membership-changed':
      return { kind: 'members-known', group, members: said.clientIds.map(memberName) };
  }
}

/** Clients of the workload are named `address@machine#life`. */
function memberName(clientId: string): string {
  return clientId.slice(clientId.indexOf('@') + 1).split('#', 1)[0] as string;
}
