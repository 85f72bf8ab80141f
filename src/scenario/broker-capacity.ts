// How much the brokers of a run can take at a time, as the conditions drew it.

import { type BrokerLanes, DEFAULT_BROKER_OPTIONS } from '../messaging/broker/broker-options.ts';
import type { Conditions } from './conditions.ts';

export function brokerLanes({ broker }: Pick<Conditions, 'broker'>): BrokerLanes {
  const { lanes } = DEFAULT_BROKER_OPTIONS;
  if (broker === undefined) return lanes;
  const { sendWorkers, sendQueueBound, sendMaxWaitMs } = broker;
  return { ...lanes, send: { workers: sendWorkers, queueBound: sendQueueBound, maxWaitMs: sendMaxWaitMs } };
}
