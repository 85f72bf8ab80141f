// The folder of one invocation under `reports/`. Results are written as they come, so that a killed invocation leaves them.

import { closeSync, mkdirSync, openSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UsageError } from './usage-error.ts';

const ATTEMPTS = 1000;

export class ReportFolder {
  readonly #path: string;
  readonly startedAt: Date;
  #results: number | undefined;
  #hasCapsules = false;

  private constructor(path: string, startedAt: Date) {
    this.#path = path;
    this.startedAt = startedAt;
  }

  /** @throws UsageError where nothing can be written */
  static create(parent: string, command: string, startedAt = new Date()): ReportFolder {
    const reports = join(parent, 'reports');
    try {
      mkdirSync(reports, { recursive: true });
      const name = makeFolder(
        reports,
        `${startedAt.toISOString().slice(0, 19).replaceAll(':', '-')}Z-${command}`,
      );
      pointLatest(reports, name);
      return new ReportFolder(join(reports, name), startedAt);
    } catch (error) {
      throw new UsageError(`the folder ${reports} cannot be written`, {
        problems: [(error as Error).message],
        remedy: 'start windtunnel in a folder in which you may write',
      });
    }
  }

  /** As a person in the current folder would name it. */
  get path(): string {
    return relative(process.cwd(), this.#path) || '.';
  }

  addResult(line: object): void {
    this.#results ??= openSync(join(this.#path, 'results.jsonl'), 'a');
    writeSync(this.#results, `${JSON.stringify(line)}\n`);
  }

  /** Returns the path for people. */
  saveCapsule(fileName: string, text: string): string {
    if (!this.#hasCapsules) mkdirSync(join(this.#path, 'capsules'), { recursive: true });
    this.#hasCapsules = true;
    const path = join(this.#path, 'capsules', fileName);
    writeFileSync(path, text);
    return relative(process.cwd(), path);
  }

  write(fileName: string, text: string): void {
    writeFileSync(join(this.#path, fileName), text);
  }

  close(): void {
    if (this.#results !== undefined) closeSync(this.#results);
    this.#results = undefined;
  }
}

/** Two invocations may start in the same second. */
function makeFolder(reports: string, stem: string): string {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const name = attempt === 1 ? stem : `${stem}-${attempt}`;
    try {
      mkdirSync(join(reports, name));
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new Error(`there are ${ATTEMPTS} reports named ${stem}`);
}

/** Without `latest` everything else still works: some file systems have no links. */
function pointLatest(reports: string, name: string): void {
  const latest = join(reports, 'latest');
  try {
    rmSync(latest, { force: true });
    symlinkSync(name, latest, 'junction');
  } catch {
    return;
  }
}
