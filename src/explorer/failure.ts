// A run that did not hold, as it is reported: what broke and the fingerprint by which failures of one cause are recognised.

import { hashText, hex32 } from '../base/hash.ts';
import type { Finding, RunOutcome } from './run-task.ts';

export interface Failure {
  readonly scenario: string;
  readonly design: string;
  /** The first seed that failed this way. */
  readonly seed: string;
  readonly verdict: Exclude<Finding['kind'], 'held'>;
  /** Null when no oracle spoke: the run crashed, stalled or stayed undecided. */
  readonly oracle: string | null;
  readonly message: string;
  readonly fingerprint: string;
  /** Runs with this fingerprint. */
  readonly runs: number;
  /** Path of the saved run; null when it was not saved. */
  readonly capsule: string | null;
}

type Described = Pick<Failure, 'verdict' | 'oracle' | 'message' | 'fingerprint'>;

const CAUSE_LINES = 2;

/** Undefined for a run that held. */
export function describeFinding(finding: Finding): Described | undefined {
  switch (finding.kind) {
    case 'held':
      return undefined;
    case 'violated': {
      const { oracle, message, fingerprint } = finding.violation;
      return { verdict: 'violated', oracle, message, fingerprint };
    }
    case 'crashed':
      return {
        verdict: 'crashed',
        oracle: null,
        message: firstLine(finding.stack),
        fingerprint: `crashed-${hex32(hashText(causeOf(finding.stack)))}`,
      };
    case 'undecided':
    case 'stalled':
    case 'nondeterministic':
      return {
        verdict: finding.kind,
        oracle: null,
        message: firstLine(finding.why),
        fingerprint: `${finding.kind}-${hex32(hashText(withoutNumbers(firstLine(finding.why))))}`,
      };
  }
}

/** The key under which failures are folded. */
export function failureKey(run: Pick<RunOutcome, 'scenario' | 'design'>, fingerprint: string): string {
  return JSON.stringify([run.scenario, run.design, fingerprint]);
}

/** Error and place without what differs between runs and machines: numbers, folders. */
function causeOf(stack: string): string {
  const lines = stack.split('\n').slice(0, CAUSE_LINES);
  return lines
    .map((line) => withoutNumbers(line.replace(/\(?[^\s(]*[/\\]([^/\\\s]+?)(:\d+)*\)?$/, '$1')))
    .join('\n');
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** Digests, times and indices differ between runs of one cause. */
function withoutNumbers(text: string): string {
  return text.replaceAll(/[0-9a-f]*\d[0-9a-f]*/g, '#');
}
