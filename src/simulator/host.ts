// What a simulation needs of its host: to run microtasks to the end after each event. Nothing else of the host reaches a run.

export interface SimulationHost {
  /**
   * Calls `step` until it returns false. Between two calls, every microtask that the first one caused has run. Resolves with the
   * rejections that nobody had handled by the end, in order of rejection.
   */
  pump(step: () => boolean): Promise<readonly unknown[]>;
}
