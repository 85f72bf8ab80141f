// What every host of JavaScript has: its clocks, its chance, its timers and its network as globals. The host passes its global object.

import type { Group, TrapSetter } from './trap-setter.ts';

export type Scope = Readonly<Record<string, object | undefined>>;

const TIMERS: readonly string[] = ['setTimeout', 'setInterval'];
const NETWORK: readonly string[] = ['fetch', 'WebSocket', 'EventSource', 'BroadcastChannel'];
const RANDOM_KEYS: readonly string[] = ['getRandomValues', 'randomUUID'];
const NOW_KEYS: readonly string[] = [
  'instant',
  'plainDateISO',
  'plainDateTimeISO',
  'plainTimeISO',
  'zonedDateTimeISO',
];
const PERFORMANCE_KEYS: readonly string[] = ['now', 'mark', 'measure', 'toJSON'];

export function setLanguageTraps(traps: TrapSetter, scope: Scope): void {
  const clock = scope['Date'];
  const groups: readonly Group[] = [
    { kind: 'time', prefix: 'Date', owner: clock, keys: ['now'] },
    { kind: 'time', prefix: 'Temporal.Now', owner: member(scope['Temporal'], 'Now'), keys: NOW_KEYS },
    { kind: 'time', prefix: 'performance', owner: scope['performance'], keys: PERFORMANCE_KEYS },
    { kind: 'time', prefix: 'Atomics', owner: scope['Atomics'], keys: ['wait', 'waitAsync'] },
    { kind: 'chance', prefix: 'Math', owner: scope['Math'], keys: ['random'] },
    { kind: 'chance', prefix: 'crypto', owner: scope['crypto'], keys: RANDOM_KEYS },
    { kind: 'timers', prefix: '', owner: scope, keys: TIMERS },
    { kind: 'timers', prefix: 'AbortSignal', owner: scope['AbortSignal'], keys: ['timeout'] },
    { kind: 'timers', prefix: 'scheduler', owner: scope['scheduler'], keys: ['postTask', 'yield'] },
    { kind: 'network', prefix: '', owner: scope, keys: NETWORK },
    { kind: 'threads', prefix: '', owner: scope, keys: ['Worker', 'SharedWorker'] },
    { kind: 'threads', prefix: 'crypto.subtle', owner: subtle(scope), keys: methodsOf(subtle(scope)) },
    { kind: 'timers', prefix: 'port', owner: prototypeOf(scope['MessagePort']), keys: ['postMessage'] },
  ];
  for (const group of groups) traps.set(group);
  traps.setReads({
    kind: 'time',
    prefix: 'performance',
    owner: scope['performance'],
    keys: ['timeOrigin'],
  });
  traps.setEmptyConstruction(scope, 'Date', 'time');
}

/** Their answers come from threads of the host. */
function subtle(scope: Scope): object | undefined {
  const instance = member(scope['crypto'], 'subtle');
  return instance === undefined ? undefined : (Object.getPrototypeOf(instance) as object);
}

/** The functions of an object of the host. */
export function methodsOf(owner: object | undefined): readonly string[] {
  if (owner === undefined) return [];
  const properties = Object.getOwnPropertyDescriptors(owner);
  return Object.keys(properties).filter((key) => {
    const property = (properties as Readonly<Record<string, PropertyDescriptor>>)[key];
    return key !== 'constructor' && typeof property?.value === 'function';
  });
}

export function prototypeOf(hostClass: unknown): object | undefined {
  return member(hostClass, 'prototype');
}

function member(owner: unknown, key: string): object | undefined {
  return (owner as Scope | undefined | null)?.[key];
}
