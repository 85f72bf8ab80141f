// A pass for readers: which machine a fault strikes is drawn as any number and taken modulo the machines of its role. The remainder says the
// same, and is the number in the machine's name.

import type { Topology } from '../../scenario/topology.ts';
import type { Fault } from '../../simulator/fault/fault.ts';
import type { Edit, Pass } from './pass.ts';
import { faultEdit } from './slot-edits.ts';

export const plainIndices: Pass = {
  name: 'plain indices',
  edits: ({ faults, topology }) =>
    faults.flatMap(({ slot, fault }) =>
      Object.entries(fault).flatMap(([field, value]): readonly Edit[] => {
        const machines = countOf(topology, roleMeantBy(field, fault));
        if (typeof value !== 'number' || machines === undefined || value < machines) return [];
        return [faultEdit(slot, { field, value: value % machines })];
      }),
    ),
};

/** Undefined for a field that is no index of a machine. */
function roleMeantBy(field: string, fault: Fault): string | undefined {
  if (field === 'index' && 'role' in fault) return fault.role;
  return field === 'server' || field === 'client' ? field : undefined;
}

/** Undefined for roles that more than the topology decides. */
function countOf(topology: Topology, role: string | undefined): number | undefined {
  const { nameServers, brokers, producers, consumers, slavesPerBroker = 0 } = topology;
  switch (role) {
    case 'broker':
    case 'server':
      return brokers * (1 + slavesPerBroker);
    case 'master':
      return brokers;
    case 'slave':
      return brokers * Math.max(1, slavesPerBroker);
    case 'producer':
      return producers;
    case 'consumer':
      return consumers;
    case 'client':
      return producers + consumers;
    case 'name-server':
      return nameServers;
    default:
      return undefined;
  }
}
