// What the messaging contracts need of a world: one name server and one broker that run already, and processes for clients. Delays and
// checks of transactions are the short ones below.

import type { Environment } from '../../src/environment/environment.ts';

export interface OwnProcess {
  readonly environment: Environment;
  /** Ends it without a goodbye. */
  kill(): Promise<void>;
}

export interface MessagingWorld {
  readonly nameServers: readonly string[];
  readonly brokerAddress: string;
  newProcess(name: string): Promise<OwnProcess>;
}

export interface RestartableWorld extends MessagingWorld {
  /** Ends name server and broker. */
  end(how: 'orderly' | 'killed'): Promise<void>;
  /** Over the same files. */
  start(): Promise<void>;
  /** The text of a file of the broker; empty when there is none. */
  brokerFile(path: string): Promise<string>;
}

export interface SharedMessagingArm {
  readonly name: string;
  /** Whether its worlds are one, shared by bodies that run at the same time: each has topics and groups of its own. */
  readonly isShared: boolean;
  run(body: (world: MessagingWorld) => Promise<void>): Promise<void>;
}

export interface MessagingArm extends SharedMessagingArm {
  /** In a world of its own, which can end. */
  runAlone(body: (world: RestartableWorld) => Promise<void>): Promise<void>;
}

export const BROKER_NAME = 'broker-a';

/** Levels 3 and 4 are those of the first two retries. */
export const DELAY_LEVELS_MS = [1_000, 2_000, 1_000, 1_000] as const;

/** As in the design of the served world: a transaction is asked about after a second, and given up after three checks. */
export const TRANSACTIONS = {
  checkIntervalMs: 500,
  timeoutMs: 1_000,
  maxChecks: 3,
  operationBatchIntervalMs: 100,
} as const;
