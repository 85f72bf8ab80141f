// Something that the user can mend: what is wrong, and what to do about it. Shown on one screen, without a stack.

export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly problems: readonly string[];
  readonly remedy: string;

  constructor(summary: string, details: { readonly problems?: readonly string[]; readonly remedy: string }) {
    super(summary);
    this.problems = details.problems ?? [];
    this.remedy = details.remedy;
  }
}
