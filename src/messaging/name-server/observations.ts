// What a name server tells about its routes.

import type { Observation } from '../../environment/observation.ts';
import type { TopicConfig } from '../protocol/topic-config.ts';
import type { BrokerRoute } from './route-table.ts';

/** Its routes are empty: it keeps them in memory only. */
export interface NameServerStarted extends Observation {
  readonly kind: 'name-server.started';
}

export interface BrokerRegistered extends Observation {
  readonly kind: 'name-server.broker-registered';
  readonly clusterName: string;
  readonly brokerName: string;
  readonly brokerId: number;
  readonly address: string;
  /** It was not in the routes before. */
  readonly isNew: boolean;
  /** The other end of the connection that it came over. */
  readonly connection: string;
  readonly timeoutMs: number;
  /** The topics that it names. */
  readonly told: ReadonlyMap<string, TopicConfig>;
  /** What the routes say of this broker name from here on. */
  readonly shown: BrokerRoute;
}

export type RemovalCause = 'unregistered' | 'expired' | 'channel-closed';

export interface BrokerRemoved extends Observation {
  readonly kind: 'name-server.broker-removed';
  readonly clusterName: string;
  readonly brokerName: string;
  readonly address: string;
  readonly cause: RemovalCause;
  /** Of the registration that was found gone; empty when the broker said itself that it leaves. */
  readonly connection: string;
  /** What the routes say of this broker name from here on; undefined: nothing. */
  readonly shown: BrokerRoute | undefined;
}

/** It has looked for silent brokers. */
export interface BrokersScanned extends Observation {
  readonly kind: 'name-server.scanned';
}

/** A broker says that it is the master of a name whose master is another one that is not known to be gone. */
export interface SecondMaster extends Observation {
  readonly kind: 'name-server.second-master';
  readonly brokerName: string;
  readonly address: string;
  readonly other: string;
  /** The routes show it from here on instead of the other one; otherwise its state is older, and it changes nothing. */
  readonly isTaken: boolean;
}

export type NameServerObservation =
  | NameServerStarted
  | BrokerRegistered
  | BrokerRemoved
  | BrokersScanned
  | SecondMaster;
