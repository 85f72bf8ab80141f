// A slave that cuts its own log when its end is not its master's: it stops as a broker, cuts the log, and starts again over what is left, within one
// process. Recovery brings everything that is derived from the log into step, as after a crash.

import type { LogPosition } from '../../base/numbers.ts';
import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import type { RunningProcess } from '../../environment/program.ts';
import { inBackground } from '../store/background.ts';
import { cutLog } from '../store/cut-log.ts';
import type { StoreOptions } from '../store/options.ts';

export interface ReopenedOptions {
  readonly open: (cutBack: (position: LogPosition) => void) => Promise<RunningProcess>;
  readonly store: StoreOptions;
}

const PAUSE_MS = 1000;

export class ReopenedBroker implements RunningProcess {
  readonly #environment: Environment;
  readonly #options: ReopenedOptions;
  #current: RunningProcess | undefined;
  #reopening: Promise<void> = Promise.resolve();
  #isReopening = false;
  #isStopped = false;

  private constructor(environment: Environment, options: ReopenedOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  /** @throws what a broker throws as it starts */
  static async start(environment: Environment, options: ReopenedOptions): Promise<ReopenedBroker> {
    const broker = new ReopenedBroker(environment, options);
    await broker.#open();
    return broker;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#reopening;
    await this.#current?.stop();
  }

  async #open(): Promise<void> {
    this.#current = await this.#options.open((position) => this.#cutBack(position));
  }

  /** A life that asks while it begins asks again. */
  #cutBack(position: LogPosition): void {
    if (this.#isReopening || this.#isStopped) return;
    this.#isReopening = true;
    this.#reopening = this.#reopen(position);
    inBackground(this.#reopening);
  }

  async #reopen(position: LogPosition): Promise<void> {
    await this.#current?.stop();
    this.#current = undefined;
    let isCut = false;
    while (!this.#isStopped) {
      try {
        if (!isCut) await cutLog(this.#environment, this.#options.store, position);
        isCut = true;
        await this.#open();
        break;
      } catch (error) {
        if (!(error instanceof DiskError)) throw error;
        await this.#environment.timers.sleep(PAUSE_MS, 'broker.reopen');
      }
    }
    this.#isReopening = false;
  }
}
