// What a name server tells about its routes.

import type { Observation } from '../../environment/observation.ts';

export interface BrokerRegistered extends Observation {
  readonly kind: 'name-server.broker-registered';
  readonly clusterName: string;
  readonly brokerName: string;
  readonly brokerId: number;
  readonly address: string;
  /** It was not in the routes before. */
  readonly isNew: boolean;
}

export type RemovalCause = 'unregistered' | 'expired' | 'channel-closed';

export interface BrokerRemoved extends Observation {
  readonly kind: 'name-server.broker-removed';
  readonly clusterName: string;
  readonly brokerName: string;
  readonly address: string;
  readonly cause: RemovalCause;
}

export type NameServerObservation = BrokerRegistered | BrokerRemoved;
