// A causal slice as a Mermaid sequence diagram, for issues. Mermaid reads `;` as the end of a line, `#` as the begin of a comment or of an
// entity, and `%%` as a comment; and where a participant is expected, words such as `end` are its own. So participants are m0, m1 … with their
// names as labels, and texts are escaped.

import type { CausalSlice, SliceStep } from '../explorer/causes/slice-step.ts';
import { gapText, millisecondsOf, whatText } from './slice-text.ts';

/** Notes do not wrap by themselves. */
const LINE_LENGTH = 44;

const ENTITIES: Readonly<Record<string, string>> = {
  '#': '#35;',
  ';': '#59;',
  '<': '#lt;',
  '>': '#gt;',
  '&': '#amp;',
  '%': '#37;',
};

export function sliceMermaid(slice: CausalSlice): string {
  const participants = participantsOf(slice.steps);
  return [
    'sequenceDiagram',
    ...[...participants].map(([machine, id]) => `  participant ${id} as ${escapeText(machine)}`),
    ...slice.steps.map((step) => `  ${stepLine(step, participants)}`),
    '',
  ].join('\n');
}

/** In the order in which they come up; never none, since notes need somewhere to be. */
function participantsOf(steps: readonly SliceStep[]): ReadonlyMap<string, string> {
  const machines = new Set(steps.flatMap(machinesOf).filter((machine) => machine !== ''));
  const names = machines.size === 0 ? ['the world'] : [...machines];
  return new Map(names.map((machine, index) => [machine, `m${index}`]));
}

function machinesOf(step: SliceStep): readonly string[] {
  if (step.kind === 'packet') return [step.from, step.to];
  return step.kind === 'gap' ? [] : [step.machine];
}

function stepLine(step: SliceStep, participants: ReadonlyMap<string, string>): string {
  const over = (machines: readonly string[]) => `Note over ${span(machines, participants)}:`;
  if (step.kind === 'gap') return `${over(step.machines)} … ${noteText(gapText(step))}`;
  const text = `${millisecondsOf(step.atUs)} ${whatText(step)}`;
  if (step.kind !== 'packet') return `${over([step.machine])} ${noteText(text)}`;
  const [from, to] = [participants.get(step.from), participants.get(step.to)];
  return `${from}${isAnswer(step.text) ? '-->>' : '->>'}${to}: ${escapeText(text)}`;
}

function isAnswer(text: string): boolean {
  return text.startsWith('answer') || text === 'accepted' || text === 'refused';
}

/** One participant, or from the first to the last of these; of nobody that is drawn: from the first to the last of all. */
function span(machines: readonly string[], participants: ReadonlyMap<string, string>): string {
  const all = [...participants];
  const drawn = all.filter(([machine]) => machines.includes(machine));
  const these = drawn.length === 0 ? all : drawn;
  const [first, last] = [these[0]?.[1], these.at(-1)?.[1]];
  return first === last ? `${first}` : `${first},${last}`;
}

function noteText(text: string): string {
  return linesOf(text).map(escapeText).join('<br/>');
}

function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= LINE_LENGTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function escapeText(text: string): string {
  return text.replaceAll(/[#;<>&%]/g, (character) => ENTITIES[character] as string).replaceAll(/\s+/g, ' ');
}
