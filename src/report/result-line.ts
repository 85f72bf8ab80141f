// One run as one line of JSON, for `--jsonl` and for results.jsonl. It holds nothing that depends on the machine.

import { describeFinding } from '../explorer/failure.ts';
import type { FindingKind, RunOutcome } from '../explorer/run-task.ts';

export interface ResultLine {
  readonly scenario: string;
  readonly design: string;
  readonly seed: string;
  readonly verdict: FindingKind;
  readonly oracle: string | null;
  readonly message: string | null;
  readonly fingerprint: string | null;
  readonly digest: string;
  readonly events: number;
  readonly packets: number;
  readonly messages: number;
  readonly virtualSeconds: number;
}

export function resultLine(outcome: RunOutcome): ResultLine {
  const described = describeFinding(outcome.verdict);
  const { scenario, design, seed, digest, events, packets } = outcome;
  return {
    scenario,
    design,
    seed,
    verdict: outcome.verdict.kind,
    oracle: described?.oracle ?? null,
    message: described?.message ?? null,
    fingerprint: described?.fingerprint ?? null,
    digest,
    events,
    packets,
    messages: outcome.shape.messages,
    virtualSeconds: outcome.virtualMs / 1000,
  };
}
