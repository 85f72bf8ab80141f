// What `windtunnel serve` does: starts the processes, waits for the wish to stop, stops them in the opposite order.

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NetworkError } from '../environment/network.ts';
import type { Observation } from '../environment/observation.ts';
import type { Program, RunningProcess } from '../environment/program.ts';
import { SecondMaster } from '../messaging/broker/master-fence.ts';
import type { NameServerObservation } from '../messaging/name-server/observations.ts';
import type { LogsApart, ReplicationObservation } from '../messaging/replication/observations.ts';
import { StoreError } from '../messaging/store/store-error.ts';
import { createNodeEnvironment, type NodeEnvironment } from '../nodejs/node-environment.ts';
import type { ServeFlags } from './commands/serve.ts';
import { DataLock } from './data-lock.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { Interruption } from './interruption.ts';
import { loadDesign } from './load-module.ts';
import { servedPrograms } from './serve-programs.ts';
import { say } from './terminal.ts';
import { UsageError } from './usage-error.ts';

interface Served {
  readonly environment: NodeEnvironment;
  readonly running: RunningProcess;
}

/** @throws UsageError when a port is taken, or the folder is in use or damaged */
export async function runServe(flags: ServeFlags): Promise<ExitCode> {
  const design = await loadDesign(flags.design);
  const directory = resolve(flags.data);
  mkdirSync(directory, { recursive: true });
  const lock = DataLock.take(directory);
  const served: Served[] = [];
  const failures: unknown[] = [];
  let end = () => {};
  const ended = new Promise<void>((resolveEnd) => {
    end = resolveEnd;
  });
  const fail = (error: unknown) => {
    failures.push(error);
    end();
  };
  const interruption = new Interruption(end);
  try {
    for (const { name, what, program } of servedPrograms(flags, design.value)) {
      served.push(await start({ name, program, directory, host: flags.host, fail }));
      say(what);
    }
    say(`design ${design.value.name}, files in ${directory}`);
    say('Ctrl-C stops it');
    await ended;
    say('stopping');
  } finally {
    for (const one of served.reverse()) await stop(one);
    interruption.end();
    lock.release();
  }
  if (failures.length > 0) throw failures[0];
  return EXIT.held;
}

interface Start {
  readonly name: string;
  readonly program: Program;
  readonly directory: string;
  readonly host: string;
  readonly fail: (error: unknown) => void;
}

async function start({ name, program, directory, host, fail }: Start): Promise<Served> {
  const environment = createNodeEnvironment({
    name,
    directory: join(directory, name),
    host,
    onFailure: fail,
    observe: warn,
  });
  try {
    return { environment, running: await program(environment) };
  } catch (error) {
    await environment.close();
    throw readable(error, name);
  }
}

async function stop({ environment, running }: Served): Promise<void> {
  await running.stop();
  await environment.close();
}

/** What an operator must hear of, and nobody else tells him. */
function warn(observation: Observation): void {
  const said = observation as NameServerObservation | ReplicationObservation;
  if (said.kind === 'name-server.second-master') {
    const { brokerName, address, other } = said;
    say(
      `warning: ${brokerName} has two masters, ${address} and ${other}: stop the one that was replaced, and start it as a slave with an empty folder`,
    );
  }
  if (said.kind === 'replication.logs-apart') say(partingText(said));
  if (said.kind === 'replication.master-fenced' && said.how === 'stepped-down') {
    say(
      `warning: ${said.holder} has taken the place of this master, which takes no messages any more: start it as a slave with an empty folder`,
    );
  }
}

function partingText({ address, end, cutAt }: LogsApart): string {
  return cutAt === undefined
    ? `warning: the log of this slave has nothing in common with the one behind ${address}, and takes nothing from it: start it with an empty folder, if that is its master`
    : `this slave cuts its log at ${cutAt} of ${end}: behind ${address} it goes on otherwise`;
}

function readable(error: unknown, name: string): unknown {
  if (error instanceof NetworkError) {
    return new UsageError(`${name} cannot listen: ${error.message}`, {
      remedy: 'stop what listens there, or choose others with --host, --name-server-port and --broker-port',
    });
  }
  if (error instanceof SecondMaster) {
    const { brokerName, holder } = error;
    return new UsageError(`${name} is not started: ${holder} is the master of ${brokerName}`, {
      remedy: `start it as a slave with an empty folder (--broker-id 1 --data <folder>), stop ${holder}, or, if this one is meant to take its place, say so with --epoch`,
    });
  }
  if (error instanceof StoreError) {
    return new UsageError(`${name} cannot open its folder: ${error.message}`, {
      remedy: 'look into it with `windtunnel store inspect`, or name another folder with --data',
    });
  }
  return error;
}
