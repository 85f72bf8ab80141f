// What a rule finds, and how it reads in a failed test.

export interface Problem {
  readonly path: string;
  readonly line: number;
  /** Says what is wrong and what to do instead. */
  readonly message: string;
}

export function renderProblem(problem: Problem): string {
  return `${problem.path}:${problem.line} ${problem.message}`;
}
