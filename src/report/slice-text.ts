// A causal slice as lines for a terminal or an issue.

import type { CausalSlice, SliceStep } from '../explorer/causes/slice-step.ts';
import { countOf, formatCount } from './figures.ts';
import type { Style } from './style.ts';

type Chain = NonNullable<CausalSlice['chain']>;

/** From here on it is worth saying how long a packet was under way. */
const SLOW_US = 50_000;

export function sliceText({ message, chain, steps }: CausalSlice, style: Style): string {
  const rows = steps.map((step) => ({ step, who: whoOf(step) }));
  const width = Math.max(0, ...rows.map(({ who }) => who.length));
  return [
    style.bold(`why: ${message}`),
    style.dim(chain === null ? NO_CHAIN : chainText(chain)),
    '',
    ...rows.map(({ step, who }) => {
      if (step.kind === 'gap') return style.dim(`${' '.repeat(TIME_WIDTH)}  … ${gapText(step)}`);
      const line = `${timeText(step.atUs)}  ${who.padEnd(width)}  ${whatText(step)}`;
      return step.kind === 'note' && step.what === 'violated' ? style.bold(line) : line;
    }),
  ].join('\n');
}

const NO_CHAIN =
  'no event violates it: something that was owed did not happen, or was found when the run had come to its end';
const TIME_WIDTH = 14;
const MICROSECONDS = 1000;

function chainText({ event, events, packets, root }: Chain): string {
  const { machine, label, atUs } = root;
  const begin = `${machine === '' ? 'the world' : machine}: ${label} at ${millisecondsOf(atUs)}`;
  return `event ${formatCount(event)} has ${formatCount(events - 1)} ancestors, with ${formatCount(packets)} packets; the first is ${begin}`;
}

function timeText(atUs: number): string {
  return millisecondsOf(atUs).padStart(TIME_WIDTH);
}

/** As accounts tell times. */
export function millisecondsOf(timeUs: number): string {
  return `${(timeUs / MICROSECONDS).toFixed(3)} ms`;
}

function whoOf(step: SliceStep): string {
  if (step.kind === 'packet') return `${step.from} → ${step.to}`;
  return step.kind === 'gap' ? '' : step.machine;
}

/** Without time and machines. */
export function whatText(step: Exclude<SliceStep, { readonly kind: 'gap' }>): string {
  switch (step.kind) {
    case 'note':
      return step.text;
    case 'wait':
      return `${step.text}, after a wait of ${millisecondsOf(step.waitedUs)}${step.times === 1 ? '' : ` (${formatCount(step.times)} times)`}`;
    case 'packet': {
      const tookUs = step.atUs - step.sentAtUs;
      const size = step.bytes === 0 ? '' : `, ${countOf(step.bytes, 'byte')}`;
      const delay = step.delay === undefined ? '' : `, ${DELAYS[step.delay]}`;
      return `${step.text}${size}${delay}${tookUs < SLOW_US ? '' : `, under way for ${millisecondsOf(tookUs)}`}`;
    }
  }
}

const DELAYS = { held: 'held until the end of a fault', 'sent-again': 'lost before and sent again' } as const;

export function gapText({ packets, lines, machines }: Extract<SliceStep, { readonly kind: 'gap' }>): string {
  const parts = [
    ...(packets === 0 ? [] : [`${countOf(packets, 'packet')} between ${listOf(machines)}`]),
    ...(lines === 0 ? [] : [`${countOf(lines, 'line')} of the account`]),
  ];
  return parts.join(' and ');
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
