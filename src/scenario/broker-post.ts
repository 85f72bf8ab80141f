// Which broker a machine runs: the master of a name, or one of the slaves that copy its log.

import type { GivenReplication } from '../messaging/broker/broker-replication.ts';
import type { ReplicationOptions } from '../messaging/replication/replication-options.ts';
import type { Conditions } from './conditions.ts';
import type { Design } from './design.ts';
import type { Plan } from './plan.ts';

export interface BrokerPost {
  /** Name of the machine. */
  readonly machine: string;
  readonly brokerName: string;
  /** 0 is the master of its name. */
  readonly brokerId: number;
  /** Raised by an operator who makes it the master. */
  readonly epoch: number;
  /** Whom an operator has told it to follow, `host:port`; undefined: whom name servers name. */
  readonly masterAddress: string | undefined;
}

/** RocketMQ takes the one above the broker's own. */
export const REPLICATION_PORT = 10912;

/** Operators who bring machines back with their logs have told all of them to. */
function truncationOf({ splitBrain }: Conditions): Partial<ReplicationOptions> {
  if (splitBrain?.retires !== 'with-its-log') return {};
  return { aheadReplica: 'truncated', comparedBytes: splitBrain.comparedBytes };
}

const NOTHING_TOLD = { epoch: 0, masterAddress: undefined } as const;

/** A master's machine is named as its broker is. */
export function masterPost(machine: string): BrokerPost {
  return { machine, brokerName: machine, brokerId: 0, ...NOTHING_TOLD };
}

export function slavePost(brokerName: string, brokerId: number): BrokerPost {
  return { machine: `${brokerName}-slave-${brokerId}`, brokerName, brokerId, ...NOTHING_TOLD };
}

/** Undefined: the topology has no slaves. What the design sets wins over what the conditions drew. */
export function replicationOf(
  { brokerId, epoch, masterAddress }: BrokerPost,
  { topology, conditions }: Plan,
  { options }: Design,
): GivenReplication | undefined {
  if ((topology.slavesPerBroker ?? 0) === 0) return undefined;
  const { role = 'ASYNC_MASTER', ...set } = options.replication ?? {};
  const given = { port: REPLICATION_PORT, ...conditions.replication, ...set, ...truncationOf(conditions) };
  const isFenced = given.masterFence === 'name-servers';
  return { ...given, role: brokerId === 0 ? role : 'SLAVE', epoch: isFenced ? epoch : 0, masterAddress };
}
