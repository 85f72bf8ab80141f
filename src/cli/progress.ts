// Shows how far something is, on stderr: one line that is rewritten in a terminal, a line at milestones elsewhere.

import type { ExploreProgress } from '../explorer/explore.ts';
import { formatCount, formatPerCent, formatSeconds } from '../report/figures.ts';

const REDRAW_MS = 100;
const MILESTONE_MS = 10_000;
const CLEAR_LINE = '\r\u001b[2K';

export class Progress {
  readonly #title: string;
  readonly #isLive: boolean;
  #nextMs = 0;
  #isShown = false;

  constructor(title: string) {
    this.#title = title;
    this.#isLive = process.stderr.isTTY === true;
    this.#nextMs = this.#isLive ? 0 : MILESTONE_MS;
  }

  show(progress: ExploreProgress): void {
    this.showText(progress.elapsedMs, () => describe(progress));
  }

  /** The text is asked for only when it is time to show it. */
  showText(elapsedMs: number, describeNow: () => string): void {
    if (elapsedMs < this.#nextMs) return;
    this.#nextMs = elapsedMs + (this.#isLive ? REDRAW_MS : MILESTONE_MS);
    const text = `${this.#title}: ${describeNow()}`;
    if (this.#isLive)
      process.stderr.write(`${CLEAR_LINE}${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
    else process.stderr.write(`${text}\n`);
    this.#isShown = true;
  }

  /** A line that stays. */
  say(text: string): void {
    this.clear();
    process.stderr.write(`${text}\n`);
  }

  clear(): void {
    if (this.#isLive && this.#isShown) process.stderr.write(CLEAR_LINE);
    this.#isShown = false;
  }
}

function describe({ runs, totalRuns, failedRuns, elapsedMs }: ExploreProgress): string {
  const seconds = elapsedMs / 1000;
  const done =
    totalRuns === undefined
      ? `${formatCount(runs)} runs`
      : `${formatCount(runs)} of ${formatCount(totalRuns)} runs (${formatPerCent(runs / totalRuns)})`;
  const rate = seconds > 0 ? Math.round(runs / seconds) : 0;
  const failed = failedRuns === 0 ? '' : `, ${formatCount(failedRuns)} failed`;
  return `${done}${failed}, ${rate}/s, ${formatSeconds(seconds)}`;
}
