// Waiting. Labels are constant texts that name the wait in traces.

export interface Timer {
  /** Idempotent. After it returns, the action will not run. */
  cancel(): void;
}

export interface Timers {
  /** Runs the action once, not before `delayMs` milliseconds (0 or more) have passed on the monotonic clock. */
  once(delayMs: number, label: string, action: () => void): Timer;
  /** Runs the action after `firstMs` and then every `periodMs`, at a fixed rate, until cancelled. */
  every(firstMs: number, periodMs: number, label: string, action: () => void): Timer;
  sleep(delayMs: number, label: string): Promise<void>;
}
