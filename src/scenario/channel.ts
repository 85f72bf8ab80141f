// What the workload of a scenario sends through: one topic and the group that consumes it.

export interface ChannelDefinition {
  readonly topic: string;
  readonly group: string;
  /** Strict order: a static list of queues, so that a key keeps its queue whatever happens to brokers (facts 6.7). */
  readonly isStrictlyOrdered: boolean;
  readonly consumption: 'orderly' | 'concurrent';
}
