// The two ways out: data on stdout, talk on stderr. Colours and a live status only where a terminal is.

import pc from 'picocolors';
import type { Style } from '../report/style.ts';
import { PLAIN } from '../report/style.ts';

const COLOURS: Style = {
  bold: (text) => pc.bold(text),
  dim: (text) => pc.dim(text),
  good: (text) => pc.green(text),
  bad: (text) => pc.red(text),
  doubtful: (text) => pc.yellow(text),
};

export function dataStyle(): Style {
  return process.stdout.isTTY ? COLOURS : PLAIN;
}

export function printData(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  printData(JSON.stringify(value, undefined, 2));
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
