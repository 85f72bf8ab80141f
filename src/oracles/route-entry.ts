// What name servers and clients say of routes. The machine of an entry is the name server, or the client that has learned.

/** Queues of a topic on one broker. */
export interface QueueShape {
  readonly readQueueCount: number;
  readonly writeQueueCount: number;
  readonly permission: number;
}

/** What a name server answers of one broker name. */
export interface RouteOfBroker {
  /** By broker id; 0 is the master. */
  readonly addresses: ReadonlyMap<number, string>;
  /** By topic. */
  readonly queues: ReadonlyMap<string, QueueShape>;
}

/** Its routes are empty. */
export interface NameServerStarted {
  readonly kind: 'name-server-started';
}

export interface BrokerRegistered {
  readonly kind: 'broker-registered';
  readonly brokerName: string;
  readonly brokerId: number;
  readonly address: string;
  /** Names the connection that it came over. */
  readonly connection: string;
  /** Silence after which it is removed. */
  readonly timeoutMs: number;
  /** The topics that it named: one alone that has changed, or all. */
  readonly told: ReadonlyMap<string, QueueShape>;
  /** What the name server answers from here on. */
  readonly shown: RouteOfBroker;
}

export interface BrokerRemoved {
  readonly kind: 'broker-removed';
  readonly brokerName: string;
  readonly address: string;
  readonly cause: 'unregistered' | 'expired' | 'channel-closed';
  /** Of the registration that was found gone; empty when the broker said that it leaves. */
  readonly connection: string;
  /** Undefined: the name server does not know the name any more. */
  readonly shown: RouteOfBroker | undefined;
}

/** The name server has looked for silent brokers. */
export interface BrokersScanned {
  readonly kind: 'brokers-scanned';
}

/** A client has another route of a topic than before. */
export interface RouteLearned {
  readonly kind: 'route-learned';
  readonly topic: string;
  /** By broker name. */
  readonly queues: ReadonlyMap<string, QueueShape>;
  /** By broker name and broker id. */
  readonly addresses: ReadonlyMap<string, ReadonlyMap<number, string>>;
}

export type RouteEntry = NameServerStarted | BrokerRegistered | BrokerRemoved | BrokersScanned | RouteLearned;

export const MASTER = 0;

export function equalShapes(left: QueueShape | undefined, right: QueueShape | undefined): boolean {
  return (
    left?.readQueueCount === right?.readQueueCount &&
    left?.writeQueueCount === right?.writeQueueCount &&
    left?.permission === right?.permission
  );
}
