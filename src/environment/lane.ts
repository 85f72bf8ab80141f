// A lane is a bounded executor: RocketMQ's thread pools. Capacity, overload and rejection exist only because of lanes.

export interface LaneOptions {
  readonly name: string;
  /** Tasks that run at the same time; a task occupies its worker until its promise settles. */
  readonly workers: number;
  /** Tasks that may wait. */
  readonly queueBound: number;
}

export interface Lane {
  readonly name: string;
  readonly waiting: number;
  /**
   * Runs the task later on a free worker. Tasks are taken in the order of submission; with several workers they may start in
   * another. False: the queue is full and the task will never run. A task that throws or rejects is a bug of its author and fails the process.
   */
  submit(task: () => void | Promise<void>): boolean;
  /** Takes back a task that waits: it will never run. False: it has started, or was never here. */
  withdraw(task: () => void | Promise<void>): boolean;
}

export interface Lanes {
  open(options: LaneOptions): Lane;
}
