// The wish to stop: the first signal ends the batch with a partial report, the second ends the process.

import { EXIT, type ExitCode } from './exit-codes.ts';
import { say } from './terminal.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** A terminal signals a process and the one that started it, which passes its signal on: one wish that comes twice. */
export const SAME_WISH_MS = 200;

export class Interruption {
  readonly #listener: () => void;

  constructor(onFirst: () => void) {
    let firstMs: number | undefined;
    this.#listener = () => {
      const nowMs = performance.now();
      if (firstMs === undefined) {
        firstMs = nowMs;
        onFirst();
      } else if (nowMs - firstMs > SAME_WISH_MS) process.exit(EXIT.interrupted);
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
