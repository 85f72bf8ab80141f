// How large the cluster of one run is.

export interface Topology {
  readonly nameServers: number;
  readonly brokers: number;
  readonly producers: number;
  readonly consumers: number;
  readonly queuesPerBroker: number;
  /** Copies of each broker's log on other machines; absent: none. */
  readonly slavesPerBroker?: number | undefined;
}
