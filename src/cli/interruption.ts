// The wish to stop: the first signal ends the batch with a partial report, the second ends the process.

import { EXIT, type ExitCode } from './exit-codes.ts';
import { say } from './terminal.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export class Interruption {
  readonly #listener: () => void;

  constructor(onFirst: () => void) {
    let isSecond = false;
    this.#listener = () => {
      if (isSecond) process.exit(EXIT.interrupted);
      isSecond = true;
      onFirst();
    };
    for (const signal of SIGNALS) process.on(signal, this.#listener);
  }

  end(): void {
    for (const signal of SIGNALS) process.off(signal, this.#listener);
  }
}

/** Says why there is nothing on stdout. */
export function interruptedWithoutResult(): ExitCode {
  say('interrupted: there is no result yet');
  return EXIT.interrupted;
}
