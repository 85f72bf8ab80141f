// What code of a run is told when it reaches for the host: which function, who called it, and what to use instead. The caller is the first
// line of the stack that belongs neither to the guard nor to the host.

/** What differs from run to run, and what a process has in its place. */
const REMEDIES = {
  time: 'host time differs from run to run; read environment.clock',
  chance: 'chance of the host differs from run to run; draw from environment.random',
  timers: 'the host runs it at a moment of its own, not in virtual time; wait with environment.timers',
  network: 'the host network is not part of the simulated world; use environment.network',
  files: 'files of the host are not part of the simulated world; use environment.disk',
  threads:
    'another thread or process answers at a moment of its own; do the work in the process itself, or on a lane of environment.lanes',
} as const;

export type Forbidden = keyof typeof REMEDIES;

/** A call that the guard has met. */
export interface Encounter {
  /** As code writes it: `Date.now`. */
  readonly name: string;
  readonly kind: Forbidden;
  /** The guard's own function in its place; the stack begins below it. */
  readonly trap: Callable;
}

export type Callable = (...args: never[]) => unknown;

/** Code of a simulated run called a function of the host. */
export class GuardError extends Error {
  override readonly name = 'GuardError';
}

/** V8's control over stacks; other engines have none of it. */
interface StackControl {
  stackTraceLimit?: number;
  captureStackTrace?(target: object, below: Callable): void;
}

const FRAMES_LIMIT = 50;
/** Frames of the guard on a stack that nothing was cut from. */
const OWN_FRAMES = 3;
const PLACE = /:\d+(:\d+)?\)?$/;
/** Places that no caller is at: in the host, in the engine, and in a pump, which stands below microtasks. */
const HOST_PLACE = /\bnode:|<anonymous>|\b(microtask|message-channel)-pump\b/;

/** Parts of Node that use what is trapped without the run's doing: output, loading of modules, texts of errors. */
const HOST_WORK =
  /node:(assert|internal\/(assert|errors|modules|process\/(promises|warning)|source_map|worker))\b|(Socket|Stream|Stdio)\._write/;

/** Below these even code of others is no code of a run: what writes for the console, what reads source maps for the text of a stack. */
const SIDE_WORK = /node:internal\/console\b|prepareStackTrace/;

/** Undefined when the host works for itself or prints: that is not code of a run. */
export function guardError({ name, kind, trap }: Encounter): GuardError | undefined {
  const frames = framesBelow(trap);
  const callerIndex = frames.findIndex((frame) => PLACE.test(frame) && !HOST_PLACE.test(frame));
  const caller = frames[callerIndex];
  const between = callerIndex === -1 ? frames : frames.slice(0, callerIndex);
  if (between.some((frame) => HOST_WORK.test(frame))) return undefined;
  if (frames.some((frame) => SIDE_WORK.test(frame))) return undefined;
  const place =
    caller === undefined ? 'the engine itself, as a callback' : caller.replace(/^at (async )?/, '');
  const remedy = `${REMEDIES[kind]}. A library that needs it does not belong into a run.`;
  const error = new GuardError(`${name} was used inside a simulated run, by ${place}\n  ${remedy}`);
  error.stack = [`${error.name}: ${error.message}`, ...frames.map((frame) => `    ${frame}`)].join('\n');
  return error;
}

function framesBelow(trap: Callable): readonly string[] {
  const control = Error as unknown as StackControl;
  const before = control.stackTraceLimit;
  if (before !== undefined) control.stackTraceLimit = FRAMES_LIMIT;
  try {
    const probe = new Error('where');
    control.captureStackTrace?.(probe, trap);
    const lines = (probe.stack ?? '').split('\n').map((line) => line.trim());
    const frames = lines.filter((line) => line !== '' && !line.startsWith('Error: where'));
    return control.captureStackTrace === undefined ? frames.slice(OWN_FRAMES) : frames;
  } finally {
    if (before !== undefined) control.stackTraceLimit = before;
  }
}
