// Settings of a producer, with RocketMQ's defaults (facts 6.1).

import type { BackPressureOptions } from './back-pressure.ts';
import type { LatencyFaultOptions } from './broker-latencies.ts';

export interface ProducerOptions {
  readonly group: string;
  /** Of one send, all attempts together. */
  readonly sendTimeoutMs: number;
  /** Attempts after the first. */
  readonly retryCount: number;
  /**
   * Of one attempt of a synchronous send, while another may follow; undefined, as by default: all that is left, so that a broker that does not
   * answer is the only one that is asked (DefaultMQProducer.java `sendMsgMaxTimeoutPerRequest`).
   */
  readonly attemptTimeoutMs: number | undefined;
  /** The same for asynchronous sends. */
  readonly asyncRetryCount: number;
  /** What may be under way asynchronously; undefined, as by default: as much as you like. */
  readonly backPressure: BackPressureOptions | undefined;
  /** Whether "stored, but not as safe as asked" is tried again elsewhere; the first copy stays. */
  readonly retriesWhenNotSafe: boolean;
  /** Bodies of at least so many bytes are compressed; those of a batch never are. */
  readonly compressFromBytes: number;
  /** Whether brokers that were slow or failed are left alone for a while, and by which table; undefined, as by default: no. */
  readonly latencyFaults: LatencyFaultOptions | undefined;
  readonly maxBodyBytes: number;
  /** The template of topics that do not exist yet, and how many queues they are to have. */
  readonly templateTopic: string;
  readonly templateQueueCount: number;
}

export const PRODUCER_DEFAULTS: Omit<ProducerOptions, 'group'> = {
  sendTimeoutMs: 3_000,
  retryCount: 2,
  attemptTimeoutMs: undefined,
  asyncRetryCount: 2,
  backPressure: undefined,
  retriesWhenNotSafe: false,
  compressFromBytes: 4_096,
  latencyFaults: undefined,
  maxBodyBytes: 4_194_304,
  templateTopic: 'TBW102',
  templateQueueCount: 4,
};

export type ProducerSettings = Partial<ProducerOptions> & Pick<ProducerOptions, 'group'>;
