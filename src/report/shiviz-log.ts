// A run as a log for ShiViz: one line per event with the vector clock of its machine. ShiViz reads it with the regular expression of the
// first line; every clock begins at 1 and rises by one per event of its machine, as ShiViz asks for.

import { clockedEvents } from '../explorer/causes/vector-clocks.ts';
import type { RunOutcome } from '../explorer/run-task.ts';
import { millisecondsOf } from './slice-text.ts';

type Event = RunOutcome['trace'][number];

/** What to give ShiViz as the parser of the log. */
export const SHIVIZ_EXPRESSION = '^(?<host>\\S+) (?<clock>\\{[^}]*\\}) (?<event>.*)$';

/** The world, which has no name, needs one. */
const WORLD = 'world';

export function* shivizLines(run: Pick<RunOutcome, 'trace' | 'account'>): Generator<string> {
  yield SHIVIZ_EXPRESSION;
  yield '';
  const told = new Map<string, string[]>();
  for (const { identity, text } of run.account) told.set(identity, [...(told.get(identity) ?? []), text]);
  for (const { event, clock } of clockedEvents(run.trace)) {
    const entries = [...clock].map(([machine, count]) => [hostOf(machine), count]);
    const clockText = JSON.stringify(Object.fromEntries(entries));
    yield `${hostOf(event.machine)} ${clockText} ${eventText(event, told.get(event.identity) ?? [])}`;
  }
}

function eventText({ number, timeUs, label, detail }: Event, lines: readonly string[]): string {
  const size = detail === 0 ? '' : ` ${detail}`;
  const words = lines.length === 0 ? '' : `: ${lines.join('; ')}`;
  return `#${number} ${millisecondsOf(timeUs)} ${label}${size}${words}`.replaceAll(/\s+/g, ' ');
}

function hostOf(machine: string): string {
  return machine === '' ? WORLD : machine;
}
