// What every `windtunnel admin` command stands on: a client of the cluster behind one name server, for the time of one question, and its
// errors in words that the user can act on.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Administration, AdministrationError } from '../messaging/client/administration.ts';
import { ClientError } from '../messaging/client/client-error.ts';
import { ClientInstance } from '../messaging/client/client-instance.ts';
import { createNodeEnvironment } from '../nodejs/node-environment.ts';
import { type Column, renderTable } from '../report/table.ts';
import type { ExitCode } from './exit-codes.ts';
import { dataStyle, printData, printJson } from './terminal.ts';
import { UsageError } from './usage-error.ts';

export interface AdminFlags {
  readonly nameServer: string;
  readonly json?: boolean;
}

export interface AdminSession {
  readonly administration: Administration;
  readonly instance: ClientInstance;
}

const HOST = '127.0.0.1';

/** @throws UsageError when the cluster cannot be asked, or refuses */
export async function withAdministration(
  { nameServer }: AdminFlags,
  work: (session: AdminSession) => Promise<ExitCode>,
): Promise<ExitCode> {
  const directory = mkdtempSync(join(tmpdir(), 'windtunnel-admin-'));
  const environment = createNodeEnvironment({ name: 'admin', directory, host: HOST });
  try {
    const instance = new ClientInstance(environment, {
      nameServers: [nameServer],
      instanceName: `admin#${process.pid}`,
    });
    return await work({ administration: new Administration(instance, nameServer), instance });
  } catch (error) {
    throw readable(error, nameServer);
  } finally {
    await environment.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function readable(error: unknown, nameServer: string): unknown {
  if (error instanceof ClientError) {
    return new UsageError(error.message, { remedy: 'see windtunnel admin --help' });
  }
  if (!(error instanceof AdministrationError)) return error;
  const who = error.address === nameServer ? `the name server ${nameServer}` : `the broker ${error.address}`;
  if (error.kind !== 'unreachable') {
    return new UsageError(`${who} refused: ${error.message}`, {
      remedy: 'mend the request; the broker says what it misses',
    });
  }
  return new UsageError(`${who} does not answer: ${error.message}`, {
    remedy:
      error.address === nameServer
        ? 'start one with `windtunnel serve`, or name another with --name-server'
        : 'the name server still names this broker: start it again, or wait until it is forgotten',
  });
}

/** Rows of a table for people, with the titles of their columns; numbers stand right. */
export function printTable(titles: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const style = dataStyle();
  const columns = titles.map((title, index): Column => {
    const isNumber = rows.some((row) => typeof row[index] === 'number');
    return { title, align: isNumber ? 'right' : 'left' };
  });
  const cells = rows.map((row) =>
    row.map((value, index) => ({ text: String(value), ...(index === 0 ? { paint: style.bold } : {}) })),
  );
  printData(renderTable(columns, cells));
}

/** The document for scripts, or what the function prints for people. */
export function answer(flags: AdminFlags, document: unknown, forPeople: () => void): void {
  if (flags.json === true) printJson(document);
  else forPeople();
}

export function timeText(timeMs: number): string {
  return timeMs <= 0 ? '-' : new Date(timeMs).toISOString();
}
