// Files of a search for a smaller failure: the capsule of the best plan so far, and beside it what was tried in vain, for the next invocation.
// Both are written while the search goes on, so that a killed one loses little.

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { type Capsule, readCapsule, writeCapsule } from '../explorer/capsule.ts';
import { UsageError } from './usage-error.ts';

const PROGRESS = z.object({
  format: z.literal(1),
  /** Whose search it is, and by which code. */
  owner: z.string(),
  refuted: z.array(z.string()).max(1_000_000),
});

/** What a search for the smaller failure of `<name>.json` puts in place of its extension. */
export const SHRUNK_EXTENSION = '.shrunk.json';
const SAVE_PERIOD_MS = 2000;

export class ShrinkFiles {
  /** Of the capsule. */
  readonly path: string;
  readonly #owner: string;
  #nextSaveMs = 0;

  constructor(path: string, owner: string) {
    this.path = path;
    this.#owner = owner;
  }

  /** What an earlier invocation found, if anything. */
  readCapsule(): Capsule | undefined {
    if (!existsSync(this.path)) return undefined;
    const reading = readCapsule(readFileSync(this.path, 'utf8'));
    return reading.kind === 'capsule' ? reading.capsule : undefined;
  }

  /** Keys of plans; none when another plan was shrunk there, or other code did it. */
  readRefuted(): readonly string[] {
    if (!existsSync(this.#progressPath)) return [];
    const parsed = PROGRESS.safeParse(parseJson(readFileSync(this.#progressPath, 'utf8')));
    return parsed.success && parsed.data.owner === this.#owner ? parsed.data.refuted : [];
  }

  writeCapsule(capsule: Capsule): void {
    replaceFile(this.path, writeCapsule(capsule));
  }

  /** Rarely, unless it is the last time. */
  writeRefuted(refuted: () => readonly string[], isLast = false): void {
    const nowMs = performance.now();
    if (!isLast && nowMs < this.#nextSaveMs) return;
    this.#nextSaveMs = nowMs + SAVE_PERIOD_MS;
    replaceFile(this.#progressPath, JSON.stringify({ format: 1, owner: this.#owner, refuted: refuted() }));
  }

  removeProgress(): void {
    rmSync(this.#progressPath, { force: true });
  }

  /** It does not end like a capsule: folders of capsules are read whole. */
  get #progressPath(): string {
    return this.path.replace(/(\.json)?$/, '.progress');
  }
}

/** Where a capsule that came from shrinking another is improved in place. */
export function shrunkPathOf(file: string, capsule: Pick<Capsule, 'origin'>): string {
  return capsule.origin === undefined ? file.replace(/(\.json)?$/, SHRUNK_EXTENSION) : file;
}

/** A reader never sees half of it. @throws UsageError where nothing can be written */
function replaceFile(path: string, text: string): void {
  try {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw new UsageError(`${path} cannot be written`, {
      problems: [(error as Error).message],
      remedy: 'name a file that you may write with --output',
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
