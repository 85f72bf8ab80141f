// The commands that a report hands to its reader, ready to be pasted into a shell.

import type { Failure } from '../explorer/failure.ts';
import type { BatchAsked } from '../explorer/fleet/batch-document.ts';
import type { SavedRunCheck } from '../explorer/saved-run.ts';

/** Reproduces a failure. */
export function replayCommand(failure: Pick<Failure, 'capsule' | 'scenario' | 'seed' | 'design'>): string {
  if (failure.capsule !== null) return replayOfCapsule(failure.capsule);
  const { scenario, seed, design } = failure;
  return `npx windtunnel replay ${quote(scenario)} --seed ${quote(seed)} --design ${quote(design)}`;
}

/** Performs a saved run once more with the design that was tried on it before the batch. */
export function replayOfSavedRun({ capsule, designSource }: SavedRunCheck): string {
  const command = replayOfCapsule(capsule);
  return designSource === undefined ? command : `${command} --design ${quote(designSource)}`;
}

/** Makes a failure as small as it gets. */
export function shrinkCommand(capsule: string): string {
  return `npx windtunnel shrink ${quote(capsule)}`;
}

/** Performs a saved run once more. */
export function replayOfCapsule(capsule: string): string {
  return `npx windtunnel replay ${quote(capsule)}`;
}

/** Explores the same batch, whole, on one machine. */
export function exploreCommand({ sources, extent, seed, profile, maxFailures, strict }: BatchAsked): string {
  const amount =
    extent.kind === 'seeds'
      ? ['--seeds', `${extent.range.first}..${extent.range.last}`]
      : ['--time', `${extent.limitMs}ms`];
  const words = [
    ...sources.scenarios,
    ...amount,
    ...['--seed', seed, '--design', sources.design],
    ...(profile === 'swarm' ? [] : ['--profile', profile]),
    ...(maxFailures === null ? [] : ['--max-failures', String(maxFailures)]),
    ...(strict ? ['--strict'] : []),
  ];
  return ['npx windtunnel explore', ...words.map(quote)].join(' ');
}

export function quote(word: string): string {
  return /^[A-Za-z0-9_./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
