// A likelihood over virtual time as a picture for a terminal: the curve as a filled area, below it the faults that were at work, and
// marks where it jumps.

import { type CurvePoint, sameOf } from '../explorer/likelihood/curve.ts';
import type { FaultBand } from '../explorer/likelihood/fault-bands.ts';
import type { Jump } from '../explorer/likelihood/jumps.ts';
import { shareOf } from '../explorer/likelihood/proportion.ts';
import { countOf } from './figures.ts';
import type { Style } from './style.ts';

export interface Picture {
  readonly points: readonly CurvePoint[];
  readonly jumps: readonly Jump[];
  readonly faults: readonly FaultBand[];
  /** Columns of the terminal. */
  readonly width: number;
}

const HEIGHT = 8;
const EIGHTHS = ' ▁▂▃▄▅▆▇█';
const STEPS = 8;
const GUTTER = 6;
const LEAST_COLUMNS = 30;
const MOST_COLUMNS = 140;
const BANDS_MAX = 8;
const TICK_COLUMNS = 14;
const NICE = [1, 2, 5] as const;
const SECOND_US = 1_000_000;
/** The likelihood stands still from some moment on: so much of it is shown. */
const CALM_TAIL = 0.2;
const CALM = 0.03;

export function likelihoodPlot({ points, jumps, faults, width }: Picture, style: Style): string {
  const columns = Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, width - GUTTER - 1));
  const endUs = shownUntilUs(points);
  const columnOf = (atUs: number) => Math.min(columns - 1, Math.floor((atUs / endUs) * columns));
  const shown = faults.filter(({ fromUs }) => fromUs < endUs);
  const bands = chooseBands(shown, jumps);
  const left = faults.length - bands.length;
  return [
    ...areaRows(points, endUs, columns).map(
      (row, index) => `${style.dim(scaleText(index))}${style.bad(row)}`,
    ),
    ...axisRows(endUs, columns).map((row) => style.dim(row)),
    ...(jumps.length === 0 ? [] : [style.bold(markRow(jumps, columnOf, columns))]),
    ...bands.map((band) => bandRow(band, columnOf, columns)),
    ...(left === 0 ? [] : [style.dim(`${' '.repeat(GUTTER)}and ${countOf(left, 'other fault')}`)]),
  ].join('\n');
}

/** What comes after the last change is much of the same: a failure may be found long after it was certain. */
function shownUntilUs(points: readonly CurvePoint[]): number {
  const lastUs = points.at(-1)?.atUs ?? 1;
  const final = shareOf(sameOf(points.at(-1) ?? { atUs: 0, runs: 0, same: 0, any: 0 }));
  const calm = points.findLastIndex((point) => Math.abs(shareOf(sameOf(point)) - final) > CALM) + 1;
  const calmUs = points[calm]?.atUs ?? lastUs;
  return Math.max(1, Math.min(lastUs, Math.ceil(calmUs * (1 + CALM_TAIL))));
}

function areaRows(points: readonly CurvePoint[], endUs: number, columns: number): readonly string[] {
  const levels = Array.from({ length: columns }, (_, column) => {
    const share = shareAt(points, ((column + 1) / columns) * endUs);
    return Math.round(share * HEIGHT * STEPS);
  });
  return Array.from({ length: HEIGHT }, (_, index) => {
    const floor = (HEIGHT - 1 - index) * STEPS;
    return levels.map((level) => EIGHTHS[Math.max(0, Math.min(STEPS, level - floor))]).join('');
  });
}

/** Between two measurements on a straight line. */
function shareAt(points: readonly CurvePoint[], atUs: number): number {
  const next = points.findIndex((point) => point.atUs >= atUs);
  const later = points[next] ?? points.at(-1);
  const earlier = points[next - 1] ?? later;
  if (later === undefined || earlier === undefined) return 0;
  const after = shareOf(sameOf(later));
  const before = shareOf(sameOf(earlier));
  const span = later.atUs - earlier.atUs;
  return span === 0 ? after : before + ((after - before) * (atUs - earlier.atUs)) / span;
}

function scaleText(row: number): string {
  const share = row === 0 ? '100 %' : row === HEIGHT / 2 ? ' 50 %' : '     ';
  return `${share}${row === 0 || row === HEIGHT / 2 ? '┤' : '│'}`;
}

function axisRows(endUs: number, columns: number): readonly [string, string] {
  const stepUs = niceStepUs((endUs * TICK_COLUMNS) / columns);
  const line = new Array<string>(columns).fill('─');
  let words = '';
  for (let atUs = 0; atUs < endUs; atUs += stepUs) {
    const column = Math.floor((atUs / endUs) * columns);
    const text = `${Number((atUs / SECOND_US).toFixed(3))} s`;
    if (column + text.length > columns) break;
    line[column] = '┬';
    words = words.padEnd(column) + text;
  }
  return [`  0 %└${line.join('')}`, ' '.repeat(GUTTER) + words];
}

/** 1, 2 or 5 times a power of ten, not less than asked for. */
function niceStepUs(leastUs: number): number {
  for (let power = 1; ; power *= 10) {
    for (const factor of NICE) if (factor * power >= leastUs) return factor * power;
  }
}

function markRow(jumps: readonly Jump[], columnOf: (atUs: number) => number, columns: number): string {
  const row = new Array<string>(columns + 2).fill(' ');
  for (const [index, { toUs }] of [...jumps.entries()].reverse()) {
    row[columnOf(toUs)] = '▲';
    row[columnOf(toUs) + 1] = `${index + 1}`;
  }
  return ' '.repeat(GUTTER) + row.join('').trimEnd();
}

/** Those at work while the likelihood jumps, then the first ones; in the order of time. */
function chooseBands(faults: readonly FaultBand[], jumps: readonly Jump[]): readonly FaultBand[] {
  const isTelling = (band: FaultBand) =>
    jumps.some(({ fromUs, toUs }) => band.fromUs <= toUs && band.toUs > fromUs);
  const chosen = [...faults.filter(isTelling), ...faults.filter((band) => !isTelling(band))].slice(
    0,
    BANDS_MAX,
  );
  return faults.filter((band) => chosen.includes(band));
}

/** The bar with its words behind it, or before it where there is more room. */
function bandRow(
  { fromUs, toUs, text }: FaultBand,
  columnOf: (atUs: number) => number,
  columns: number,
): string {
  const first = columnOf(fromUs);
  const last = Math.max(first, columnOf(toUs));
  const bar = '━'.repeat(last - first + 1);
  const behind = columns - last - 2;
  const before = first - 1;
  const indent = ' '.repeat(GUTTER);
  if (behind >= text.length || behind >= before)
    return `${indent}${' '.repeat(first)}${bar} ${cut(text, behind)}`;
  return `${indent}${cut(text, before).padStart(before)} ${bar}`;
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return length < 2 ? '' : `${text.slice(0, length - 1)}…`;
}
