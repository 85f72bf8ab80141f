// What `windtunnel store inspect` does.

import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type FolderReport, reportFolder } from '../messaging/store/folder-report.ts';
import { DirectoryImage } from '../nodejs/directory-image.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { type ConfigFile, lostConfigs, readConfigFiles } from './store-config.ts';
import { describeFinding } from './store-finding.ts';
import { renderStore } from './store-text.ts';
import { printData, printJson, say } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** The name of the folder on its image. */
const ROOT = 'store';
/** What makes a folder a store; any will do, since some are made late and some get lost. */
const SIGNS: readonly string[] = ['commitlog', 'consumequeue', 'checkpoint'];
const SAY_EVERY_BYTES = 1024 ** 3;

export interface StoreInspection {
  readonly directory: string;
  readonly isSound: boolean;
  readonly report: FolderReport;
  readonly configFiles: readonly ConfigFile[];
  readonly lostConfigs: readonly string[];
}

export interface StoreInspectFlags {
  readonly json?: boolean;
  readonly keys?: boolean;
}

/** @throws UsageError when the directory holds no store */
export function runStoreInspect(directory: string, flags: StoreInspectFlags): ExitCode {
  checkIsStore(directory);
  const image = new DirectoryImage(directory, ROOT);
  try {
    const inspection = inspect(image, directory, flags.keys === true);
    if (flags.json === true) printJson(documentOf(inspection));
    else printData(renderStore(inspection));
    return inspection.isSound ? EXIT.held : EXIT.failed;
  } finally {
    image.close();
  }
}

function inspect(image: DirectoryImage, directory: string, checksKeys: boolean): StoreInspection {
  let nextBytes = SAY_EVERY_BYTES;
  const report = reportFolder(image, {
    root: ROOT,
    checksKeys,
    record: ({ position, recordSize }) => {
      if (position < nextBytes) return;
      say(`checked the log up to position ${position + recordSize}`);
      nextBytes = position + SAY_EVERY_BYTES;
    },
  });
  const configFiles = readConfigFiles(image);
  const lost = lostConfigs(configFiles);
  return {
    directory: resolve(directory),
    isSound: report.inconsistencies.count === 0 && lost.length === 0,
    report,
    configFiles,
    lostConfigs: lost,
  };
}

/** Names in it stay; more may come. */
function documentOf({ directory, isSound, report, configFiles, lostConfigs: lost }: StoreInspection): object {
  const { inconsistencies, leftToRecovery, checkpoint, ...rest } = report;
  return {
    directory,
    isSound,
    inconsistencies: inconsistencies.count,
    firstInconsistency: findingOf(inconsistencies.first),
    leftToRecovery: leftToRecovery.count,
    firstLeftToRecovery: findingOf(leftToRecovery.first),
    lostConfigs: lost,
    ...rest,
    checkpoint: checkpoint ?? null,
    recoveryPosition: rest.recoveryPosition ?? null,
    configFiles: configFiles.map(({ entries, ...file }) => ({ ...file, entries: entries ?? null })),
  };
}

function findingOf(found: FolderReport['inconsistencies']['first']): object | null {
  return found === undefined ? null : { ...found, text: describeFinding(found) };
}

function isStore(directory: string): boolean {
  return SIGNS.some((name) => existsSync(join(directory, name)));
}

function checkIsStore(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`there is no folder ${directory}`, { remedy: 'name the folder of a store' });
  }
  if (isStore(directory)) return;
  const near = [join(directory, 'store'), dirname(resolve(directory))].find(isStore);
  throw new UsageError(`${directory} is not the folder of a store: it holds none of ${SIGNS.join(', ')}`, {
    problems: near === undefined ? [] : [`did you mean ${near}?`],
    remedy: 'name the folder that holds commitlog, which brokers call storePathRootDir',
  });
}
