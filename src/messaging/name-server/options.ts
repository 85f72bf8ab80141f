// Settings of a name server, with RocketMQ's defaults (facts 7).

export interface NameServerOptions {
  readonly port: number;
  /** A broker that was silent for longer is removed, unless its registration names another time. */
  readonly brokerTimeoutMs: number;
  readonly firstScanMs: number;
  /** How often silent brokers are looked for: 5 s since 5.0, 10 s before. */
  readonly scanPeriodMs: number;
  /** Routes carry the queues of strictly ordered topics. */
  readonly orderMessageEnable: boolean;
  /** Since 5.0: an unknown broker that announces a single topic is refused, since a full registration must come first. */
  readonly refusesLoneTopic: boolean;
  /** Workers for route queries, which come from clients. */
  readonly clientWorkers: number;
  readonly clientQueueBound: number;
  /** Workers for all else. */
  readonly defaultWorkers: number;
  readonly defaultQueueBound: number;
  /** Brokers that wait for their removal at most. */
  readonly departureBound: number;
  readonly kvConfigPath: string;
}

export const NAME_SERVER_DEFAULTS: NameServerOptions = {
  port: 9876,
  brokerTimeoutMs: 120_000,
  firstScanMs: 5_000,
  scanPeriodMs: 5_000,
  orderMessageEnable: false,
  refusesLoneTopic: true,
  clientWorkers: 8,
  clientQueueBound: 50_000,
  defaultWorkers: 16,
  defaultQueueBound: 10_000,
  departureBound: 3_000,
  kvConfigPath: 'kvConfig.json',
};
