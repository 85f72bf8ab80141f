// A design is what is tried out: options of the stack and replaced parts. Good and bad designs are one concept; production code carries
// no known defect, a wrong design brings its own part.

import type { BrokerParts } from '../messaging/broker/broker-parts.ts';
import type { TransactionOptions } from '../messaging/broker/transaction/transaction-options.ts';
import type { ClientInstance } from '../messaging/client/client-instance.ts';
import type { ClientParts } from '../messaging/client/client-parts.ts';
import type { KeyedSender, KeyedSenderOptions } from '../messaging/client/keyed-sender.ts';
import type { Producer } from '../messaging/client/producer.ts';
import type { NameServerParts } from '../messaging/name-server/name-server-parts.ts';
import type { NameServerOptions } from '../messaging/name-server/options.ts';
import type { BrokerRole, ReplicationOptions } from '../messaging/replication/replication-options.ts';
import type { StoreOptions } from '../messaging/store/options.ts';
import type { StoreParts } from '../messaging/store/parts.ts';
import type { Promises, Violation } from '../oracles/oracle.ts';
import type { Pay } from './bank/pay.ts';
import type { EffectParts } from './effect-parts.ts';

export interface DesignReplication extends Partial<Omit<ReplicationOptions, 'role' | 'masterAddress'>> {
  /** Of masters. */
  readonly role?: Exclude<BrokerRole, 'SLAVE'>;
}

/** Plain JSON. What is absent keeps the drawn condition, or RocketMQ's default. */
export interface DesignOptions {
  readonly flush?: 'synchronous' | 'asynchronous';
  /** Whether records of the commit log carry a checksum of the whole. */
  readonly recordCrc?: boolean;
  /**
   * How brokers replace their configuration files: atomically (the default), or as RocketMQ 5.1 to 5.3 overwrite them, unsynced.
   */
  readonly configFiles?: Promises['configFiles'];
  readonly consumerAllocation?: 'average' | 'average-by-circle' | 'consistent-hash';
  /** What name servers are told otherwise than RocketMQ's defaults. */
  readonly nameServer?: Partial<Pick<NameServerOptions, 'refusesLoneTopic'>>;
  /**
   * Once: brokers remember which transactions they have ended, and producers send a half message again only when it certainly was not
   * stored. Repeated (the default): as RocketMQ, what is said twice is done twice.
   */
  readonly transactionEnds?: Promises['transactionEnds'];
  /** How masters and slaves work together, where there are slaves; absent: as RocketMQ by default, asynchronously. */
  readonly replication?: DesignReplication;
  /** What readers may see where sends wait for copies; stored (the default): what only the master has, as in RocketMQ without a controller. */
  readonly readersSee?: Promises['readersSee'];
  /** What slaves do about the progress of groups: kept, or overwritten by what their master says (the default). */
  readonly slaveProgress?: Promises['slaveProgress'];
  /** What the design says beyond what its options do, and is held to: wrong on purpose. */
  readonly claims?: Partial<Pick<Promises, 'flush' | 'copies' | 'copiesAre'>>;
  /** What brokers do about transactions. */
  readonly transactions?: Partial<TransactionOptions>;
  /** Everything else that a broker's store can be told. */
  readonly store?: Partial<Omit<StoreOptions, 'flush' | 'rootDirectory' | 'recordCrc'>>;
}

/** Copies of a message that a send waits for where there are slaves, the master's included. */
export function copiesWaitedFor({ replication = {} }: DesignOptions): number {
  const { role, confirmation, inSyncReplicas = 1 } = replication;
  if (role !== 'SYNC_MASTER') return 1;
  return confirmation === 'any-replica' ? 2 : inSyncReplicas;
}

/** Makes what a producer's process sends the messages of a key with. */
export type MakeKeyedSender = (
  instance: ClientInstance,
  producer: Producer,
  options: Partial<KeyedSenderOptions>,
) => KeyedSender;

export interface DesignParts {
  readonly store?: Partial<StoreParts>;
  readonly broker?: Partial<BrokerParts>;
  readonly client?: Partial<ClientParts>;
  readonly nameServer?: Partial<NameServerParts>;
  readonly makeKeyedSender?: MakeKeyedSender;
  /** How the bank of a scenario with transfers pays. */
  readonly pay?: Pay;
  /** Of consumers whose messages must take effect once. */
  readonly effects?: Partial<EffectParts>;
}

/** A documented deviation that a design declares, and what it excuses. */
export interface Limit {
  readonly name: string;
  readonly doc: string;
  /** Where it is documented. */
  readonly source: string;
  /** Whether it excuses exactly this violation; absent, it excuses none and only informs. */
  readonly excuses?: (violation: Violation) => boolean;
}

export interface Design {
  /** Kebab-case, perhaps with a version; the name of its file. */
  readonly name: string;
  readonly doc: string;
  readonly options: DesignOptions;
  readonly parts: DesignParts;
  readonly limits: readonly Limit[];
  readonly defect?: Defect;
}

/** A known-bad design says what it rebuilds, and which oracle must convict it where. */
export interface Defect {
  /** The public report. */
  readonly source: string;
  /** Name of the oracle. */
  readonly oracle: string;
  /** Name of the scenario. */
  readonly scenario: string;
}
