// Which reports make one batch: the shards of one question, each once. A shard that was tried several times counts with its whole report.

import { compareNumbers } from '../../base/compare.ts';
import type { BatchAsked, BatchDocument } from './batch-document.ts';

export interface ShardReport {
  /** Folder. */
  readonly path: string;
  readonly document: BatchDocument;
}

export type ShardSet =
  | {
      readonly kind: 'batch';
      /** By number, each once. */
      readonly shards: readonly ShardReport[];
      /** Numbers of which there is no report. */
      readonly missing: readonly number[];
      /** Without an end: killed, interrupted, or still at work. */
      readonly partial: readonly ShardReport[];
    }
  | { readonly kind: 'mixed'; readonly problems: readonly string[] };

/** What all shards of a batch have in common. */
const QUESTION = ['scenarios', 'design', 'profile', 'seed', 'extent', 'maxFailures'] as const;

export function gatherShards(reports: readonly ShardReport[]): ShardSet {
  const [first, ...others] = reports;
  if (first === undefined) return { kind: 'mixed', problems: ['no report was named'] };
  const strangers = others.flatMap((other) => differences(first, other));
  if (strangers.length > 0) return { kind: 'mixed', problems: strangers };
  const problems: string[] = [];
  const chosen = new Map<number, ShardReport>();
  for (const report of reports) {
    const { number } = report.document.asked.shard;
    const known = chosen.get(number);
    if (known !== undefined && areTwoWholes(known, report)) problems.push(describeTwins(known, report));
    else if (known === undefined || !isWhole(known)) chosen.set(number, report);
  }
  if (problems.length > 0) return { kind: 'mixed', problems };
  const { of } = first.document.asked.shard;
  const numbers = Array.from({ length: of }, (_, index) => index + 1);
  const shards = [...chosen.values()].sort((left, right) => compareNumbers(numberOf(left), numberOf(right)));
  return {
    kind: 'batch',
    shards,
    missing: numbers.filter((number) => !chosen.has(number)),
    partial: shards.filter((shard) => !isWhole(shard)),
  };
}

function numberOf({ document }: ShardReport): number {
  return document.asked.shard.number;
}

function isWhole({ document }: ShardReport): boolean {
  return document.result !== null && !document.result.isInterrupted;
}

/** The same shard twice, with results that cannot both be right. */
function areTwoWholes(left: ShardReport, right: ShardReport): boolean {
  return isWhole(left) && isWhole(right) && left.document.result?.digest !== right.document.result?.digest;
}

function describeTwins(left: ShardReport, right: ShardReport): string {
  const { number, of } = left.document.asked.shard;
  return (
    `shard ${number}/${of} was explored twice with two digests: ${left.path} has ${left.document.result?.digest ?? 'none'}, ` +
    `${right.path} has ${right.document.result?.digest ?? 'none'}`
  );
}

function differences(left: ShardReport, right: ShardReport): readonly string[] {
  const pairs: (readonly [string, unknown, unknown])[] = [
    ...QUESTION.map((name) => [name, asked(left)[name], asked(right)[name]] as const),
    ['number of shards', asked(left).shard.of, asked(right).shard.of],
    ['version of windtunnel', left.document.versions.package, right.document.versions.package],
    ['oracles and marks', left.document.suites, right.document.suites],
  ];
  return pairs.flatMap(([name, one, other]) => {
    const [here, there] = [JSON.stringify(one), JSON.stringify(other)];
    if (here === there) return [];
    return name === 'oracles and marks'
      ? [`${name} differ between ${left.path} and ${right.path}`]
      : [`${name}: ${here} in ${left.path}, ${there} in ${right.path}`];
  });
}

function asked({ document }: ShardReport): BatchAsked {
  return document.asked;
}
