// What `windtunnel list` prints.

import { compareText } from '../base/compare.ts';
import { renderTable } from '../report/table.ts';
import { markNames } from '../scenario/expected-mark.ts';
import { allOraclesOf } from '../scenario/slaves.ts';
import { FAULT_CLASSES } from '../simulator/fault/fault.ts';
import type { ListName } from './commands/list.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { loadAllDesigns, loadAllScenarios } from './load-module.ts';
import { dataStyle, printData, printJson } from './terminal.ts';

interface Listed {
  readonly name: string;
  readonly doc: string;
}

const READERS: Readonly<Record<ListName, () => Promise<readonly Listed[]>>> = {
  scenarios: listScenarios,
  designs: listDesigns,
  oracles: listOracles,
  faults: listFaults,
};

export async function runList(what: ListName, isJson: boolean): Promise<ExitCode> {
  const items = await READERS[what]();
  if (isJson) printJson(items);
  else printData(renderList(items));
  return EXIT.held;
}

function renderList(items: readonly Listed[]): string {
  const style = dataStyle();
  const columns = [
    { title: '', align: 'left' },
    { title: '', align: 'left' },
  ] as const;
  return renderTable(
    columns,
    items.map(({ name, doc }) => [{ text: name, paint: style.bold }, { text: doc }]),
  );
}

async function listFaults() {
  return FAULT_CLASSES.map(({ name, doc, toll, budget, heal, fields }) => ({
    name,
    doc,
    toll,
    budget,
    heal,
    fields: Object.keys(fields),
  }));
}

async function listScenarios() {
  const scenarios = await loadAllScenarios();
  return scenarios.map(({ value }) => ({
    name: value.name,
    doc: value.doc,
    oracles: allOraclesOf(value).map((oracle) => oracle.name),
    reach: markNames(value.reach),
  }));
}

async function listDesigns() {
  const designs = await loadAllDesigns();
  return designs.map(({ value: { name, doc, options, limits, defect } }) => ({
    name,
    doc,
    options,
    limits: limits.map((limit) => limit.name),
    isGood: defect === undefined,
    ...(defect === undefined ? {} : { defect }),
  }));
}

async function listOracles() {
  const scenarios = await loadAllScenarios();
  const oracles = new Map<string, Listed & { readonly scenarios: string[] }>();
  for (const { value } of scenarios) {
    for (const { name, doc } of allOraclesOf(value)) {
      const known = oracles.get(name) ?? { name, doc, scenarios: [] };
      known.scenarios.push(value.name);
      oracles.set(name, known);
    }
  }
  return [...oracles.values()].sort((left, right) => compareText(left.name, right.name));
}
