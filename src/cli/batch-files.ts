// The files of an exploration in its report folder. run.json is there from the beginning, without a result, so that a batch that is killed
// leaves a folder that says what it was; `windtunnel report merge` makes a report of it.

import {
  BATCH_FORMAT,
  type BatchAsked,
  type BatchDocument,
  type BatchSuite,
} from '../explorer/fleet/batch-document.ts';
import { batchPage } from '../report/batch-page.ts';
import type { BatchReport } from '../report/batch-report.ts';
import { junitText } from '../report/junit.ts';
import { packageFacts } from './package-root.ts';
import type { ReportFolder } from './report-folder.ts';

export interface BatchFacts {
  readonly asked: BatchAsked;
  readonly startedAt: Date;
  readonly suites: readonly BatchSuite[];
}

export class BatchFiles {
  readonly #folder: ReportFolder;
  readonly #facts: BatchFacts;

  constructor(folder: ReportFolder, facts: BatchFacts) {
    this.#folder = folder;
    this.#facts = facts;
    this.#writeDocument(null);
  }

  close(batch: BatchReport): void {
    const { asked, startedAt, suites } = this.#facts;
    this.#folder.write('junit.xml', junitText(suites, { ...batch, isStrict: asked.strict }));
    const files = ['run.json', ...(batch.runs > 0 ? ['results.jsonl'] : []), 'junit.xml'];
    this.#folder.write('index.html', batchPage(batch, { asked, startedAt: startedAt.toISOString(), files }));
    this.#writeDocument(batch);
    this.#folder.close();
  }

  #writeDocument(result: BatchReport | null): void {
    const { asked, startedAt, suites } = this.#facts;
    const document: BatchDocument<BatchReport> = {
      format: BATCH_FORMAT,
      asked,
      startedAt: startedAt.toISOString(),
      versions: { package: packageFacts().version, node: process.versions.node },
      suites,
      result,
    };
    this.#folder.write('run.json', `${JSON.stringify(document, undefined, 2)}\n`);
  }
}
