// Who waits for what, as text: for a world that stands still, or that a bound ended. Made on demand from what the parts know anyway;
// no event pays for it.

import { compareNumbers } from '../base/compare.ts';
import type { Kernel, Owner } from './kernel.ts';
import type { LaneState } from './lane.ts';
import type { Machine } from './machine.ts';
import type { StreamEndpoint } from './network/stream-endpoint.ts';
import type { Wires } from './network/wires.ts';

export interface StateSource {
  readonly kernel: Kernel;
  readonly machines: readonly Machine[];
  readonly wires: Wires;
}

/** Events of one label that an owner has before it. */
interface Waiting {
  readonly label: string;
  count: number;
  nextUs: number;
}

const LABELS_SHOWN = 8;
const CONNECTIONS_SHOWN = 8;
const NEWEST_EVENTS = 10;
const MICROSECONDS = 1e6;

export function describeWorld(source: StateSource): string {
  const { kernel, machines } = source;
  const waiting = waitingByMachine(kernel);
  const lines = [
    `at ${seconds(kernel.nowUs)}: ${kernel.pendingEvents} events pending, ${kernel.events} have run`,
  ];
  const own = waiting.get('');
  if (own !== undefined) lines.push('the world itself', ...describeWaiting(own, kernel.nowUs));
  for (const machine of machines) lines.push(...describeMachine(source, machine, waiting.get(machine.name)));
  lines.push('last events');
  for (const { timeUs, machine, label } of kernel.trace.newest(NEWEST_EVENTS)) {
    lines.push(`  ${seconds(timeUs)} ${machine || 'the world'}: ${label}`);
  }
  return lines.join('\n');
}

function describeMachine(
  { kernel, wires }: StateSource,
  machine: Machine,
  waiting: ReadonlyMap<string, Waiting> | undefined,
): string[] {
  const { nowUs } = kernel;
  const works = [...machine.openWorks.values()].map(
    ({ label, sinceUs }) => `  ${label}: not done for ${seconds(nowUs - sinceUs)}`,
  );
  return [
    `${machine.name}: ${machine.state}${machine.isPaused ? ', paused' : ''}${machine.lives > 0 ? `, life ${machine.lives}` : ''}`,
    ...works,
    ...machine.laneStates().flatMap((lane) => describeLane(lane, nowUs)),
    ...describeConnections(wires, machine.incarnation),
    ...describeWaiting(waiting ?? new Map(), nowUs),
  ];
}

/** A lane that is busy at a moment when nothing is left to happen has a task that waits for something. */
function describeLane({ name, busy, waiting, lastStartUs }: LaneState, nowUs: number): string[] {
  if (busy === 0) return [];
  return [`  lane ${name}: ${busy} busy, ${waiting} waiting, last start ${seconds(nowUs - lastStartUs)} ago`];
}

function describeConnections(wires: Wires, owner: Owner | undefined): string[] {
  if (owner === undefined) return [];
  const troubles: string[] = [];
  let healthy = 0;
  for (const endpoint of wires.streams.connectionsOf(owner)) {
    const trouble = describeTrouble(endpoint);
    if (trouble === undefined) healthy += 1;
    else if (troubles.length < CONNECTIONS_SHOWN) troubles.push(`  to ${endpoint.remoteAddress}: ${trouble}`);
  }
  return healthy === 0 ? troubles : [...troubles, `  ${healthy} open connections`];
}

function describeTrouble({ state, sender, hasPeer }: StreamEndpoint): string | undefined {
  if (state === 'opening') return 'connecting';
  const troubles: string[] = state === 'ending' ? ['closing'] : [];
  if (!hasPeer) troubles.push('half-open, the other end is gone');
  if (sender.stalledPackets > 0)
    troubles.push(`${sender.stalledPackets} packets ${sender.isClogged ? 'held' : 'lost'}`);
  if (sender.isUnconfirmed) troubles.push('nothing is confirmed');
  if (sender.isOverMark) troubles.push('send buffer over its mark');
  return troubles.length === 0 ? undefined : troubles.join(', ');
}

function waitingByMachine(kernel: Kernel): ReadonlyMap<string, Map<string, Waiting>> {
  const byMachine = new Map<string, Map<string, Waiting>>();
  kernel.forEachPending(({ name }, label, dueUs) => {
    const byLabel = byMachine.get(name) ?? new Map<string, Waiting>();
    byMachine.set(name, byLabel);
    const known = byLabel.get(label);
    if (known === undefined) byLabel.set(label, { label, count: 1, nextUs: dueUs });
    else {
      known.count += 1;
      known.nextUs = Math.min(known.nextUs, dueUs);
    }
  });
  return byMachine;
}

function describeWaiting(byLabel: ReadonlyMap<string, Waiting>, nowUs: number): string[] {
  const soonest = [...byLabel.values()].sort((left, right) => compareNumbers(left.nextUs, right.nextUs));
  const lines = soonest.slice(0, LABELS_SHOWN).map(({ label, count, nextUs }) => {
    return `  in ${seconds(nextUs - nowUs)}: ${label}${count > 1 ? `, ${count} of them` : ''}`;
  });
  const more = soonest.length - LABELS_SHOWN;
  return more > 0 ? [...lines, `  and ${more} more kinds of events`] : lines;
}

function seconds(us: number): string {
  return `${(us / MICROSECONDS).toFixed(6)} s`;
}
