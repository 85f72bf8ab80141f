// Programs on RocketMQ's own classes in a Java process, where a JDK and Maven are at hand: what one is told goes into a file, what it says
// comes back.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { toHex } from '../../src/base/bytes.ts';
import type { MessageDraft } from '../../src/messaging/message/message.ts';

const OUTPUT_LIMIT_BYTES = 256 * 1024 * 1024;
const RUN_LIMIT_MS = 300_000;

export type Line = Readonly<Record<string, unknown>> & { readonly kind: string };

export class JavaPrograms {
  readonly folder: string;
  readonly #classPath: string;

  private constructor(folder: string, classPath: string) {
    this.folder = folder;
    this.#classPath = classPath;
  }

  /** Compiles the programs of a folder beside this file against the version. A text says why that cannot be done here. */
  static prepare(name: string, version: string): JavaPrograms | string {
    const sources = join(import.meta.dirname, name);
    for (const command of ['javac', 'mvn']) {
      if (spawnSync(command, ['-version']).status !== 0) return `there is no ${command} here`;
    }
    const folder = mkdtempSync(join(tmpdir(), 'windtunnel-java-'));
    const listing = join(folder, 'class-path');
    const maven = spawnSync(
      'mvn',
      ['-q', '-B', '-f', join(sources, 'pom.xml'), `-Drocketmq.version=${version}`].concat(
        'dependency:build-classpath',
        `-Dmdep.outputFile=${listing}`,
      ),
      { encoding: 'utf8', cwd: folder },
    );
    if (maven.status !== 0) {
      rmSync(folder, { recursive: true });
      return `Maven does not find all that ${name} wants of RocketMQ ${version}: ${maven.stdout.split('\n')[0]}`;
    }
    const classes = join(folder, 'classes');
    const jars = readFileSync(listing, 'utf8').trim();
    const programs = readdirSync(sources).filter((name) => name.endsWith('.java'));
    execFileSync('javac', ['-d', classes, '-cp', jars, ...programs.map((name) => join(sources, name))]);
    return new JavaPrograms(folder, [classes, jars].join(delimiter));
  }

  /** @throws Error when the program fails */
  run(program: string, task: object): string {
    const run = spawnSync('java', this.#words(program, task), {
      encoding: 'utf8',
      ...this.#place,
      maxBuffer: OUTPUT_LIMIT_BYTES,
      timeout: RUN_LIMIT_MS,
    });
    if (run.status !== 0 && run.status !== KILLED) {
      throw new Error(`${program} ended with ${run.status ?? run.signal}: ${run.stderr.slice(-4000)}`);
    }
    return run.stdout;
  }

  /** What the program says, line by line. */
  lines(program: string, task: object): readonly Line[] {
    return this.run(program, task)
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line);
  }

  /** A program that runs until it is killed; resolves with its process when it says something. */
  start(program: string, task: object): Promise<ChildProcess> {
    const child = spawn('java', this.#words(program, task), {
      stdio: ['ignore', 'pipe', 'ignore'],
      ...this.#place,
    });
    return new Promise((started, failed) => {
      child.on('error', failed);
      child.on('exit', (code) => failed(new Error(`${program} ended with ${code}`)));
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('{"kind":')) started(child);
      });
    });
  }

  #words(program: string, task: object): readonly string[] {
    const file = join(this.folder, `${program}.json`);
    writeFileSync(file, JSON.stringify(task));
    return ['-Xmx1g', `-Duser.home=${this.folder}`, '-cp', this.#classPath, program, file];
  }

  get #place() {
    return { cwd: this.folder, env: { ...process.env, HOME: this.folder } };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

const KILLED = 137;

/** A draft as the Java programs read it. */
export function specified(draft: MessageDraft): Record<string, unknown> {
  return { ...draft, body: toHex(draft.body), properties: [...draft.properties] };
}
