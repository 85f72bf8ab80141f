// Where requests wait for a worker. Any lane is one; others refuse requests, or give them up when they have waited for too long.

type Task = () => void | Promise<void>;

export interface RequestLane {
  readonly name: string;
  /** Why no request is taken now, in the words of the answer; undefined: they are. */
  refusal?(): string | undefined;
  /**
   * Runs the task later. False: the queue is full and the task will never run.
   * @param giveUp called instead of the task, with the words of the answer
   */
  submit(task: Task, giveUp: (remark: string) => void): boolean;
}
