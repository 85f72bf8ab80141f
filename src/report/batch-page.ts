// A batch as a page of its own: verdict, figures, failures with the commands that reproduce them, marks. No script, nothing from elsewhere,
// so that it can be opened from a folder, kept as an artefact and read in any browser, light or dark.

import type { BatchAsked } from '../explorer/fleet/batch-document.ts';
import { type BatchReport, type BatchVerdict, brokenSavedRuns, verdictOf } from './batch-report.ts';
import { exploreCommand, replayCommand, replayOfSavedRun } from './commands.ts';
import { savedRunTitle } from './explore-text.ts';
import { countOf, formatCount, formatPerCent, formatSeconds } from './figures.ts';
import { escapeXml } from './junit.ts';
import { PAGE_STYLE } from './page-style.ts';

export interface PageFacts {
  readonly asked: BatchAsked;
  readonly startedAt: string;
  /** Files beside the page. */
  readonly files: readonly string[];
}

type Tone = 'good' | 'bad' | 'doubtful';

interface Finding {
  readonly title: string;
  readonly tone: Tone;
  readonly about: string;
  readonly message: string;
  readonly command: string;
}

const TONES: Readonly<Record<BatchVerdict, Tone>> = {
  held: 'good',
  failed: 'bad',
  undecided: 'doubtful',
  interrupted: 'doubtful',
  'nothing selected': 'doubtful',
};

const KINDS = ['held', 'violated', 'crashed', 'stalled', 'nondeterministic', 'undecided'] as const;

export function batchPage(batch: BatchReport, facts: PageFacts): string {
  const title = `${batch.scenarios.join(', ')} with ${batch.design}`;
  const verdict = verdictOf(batch);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(`${verdict}: ${title}`)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<p class="badge ${TONES[verdict]}">${escapeXml(verdict)}</p>
<h1>${escapeXml(batch.scenarios.join(', '))} <span class="quiet">with</span> ${escapeXml(batch.design)}</h1>
<p class="quiet">${escapeXml(subtitle(batch, facts))}</p>
</header>
<main>
${proportions(batch)}
${figures(batch)}
${findings(batch)}
${replays(batch)}
${marks(batch)}
${excuses(batch)}
${again(facts)}
</main>
</body>
</html>
`;
}

function subtitle({ seed, profile, isInterrupted }: BatchReport, { startedAt }: PageFacts): string {
  return [startedAt, `seed ${seed}`, `profile ${profile}`, ...(isInterrupted ? ['partial result'] : [])].join(
    ' · ',
  );
}

function proportions(batch: BatchReport): string {
  const kinds = KINDS.filter((kind) => batch[kind] > 0);
  const bars = kinds.map((kind) => `<span class="${toneOf(kind)}" style="flex-grow:${batch[kind]}"></span>`);
  const words = kinds.map(
    (kind) => `<span class="word ${toneOf(kind)}">${formatCount(batch[kind])} ${kind}</span>`,
  );
  return `<div class="bar" aria-hidden="true">${bars.join('')}</div>\n<p>${words.join(' ')}</p>`;
}

function figures(batch: BatchReport): string {
  const { shape } = batch;
  const rate = batch.wallSeconds > 0 ? `${formatCount(batch.runs / batch.wallSeconds)}/s` : '';
  const cards: readonly (readonly [string, string, string])[] = [
    ['runs', formatCount(batch.runs), `${rate} in ${formatSeconds(batch.wallSeconds)}`],
    ['virtual time', formatSeconds(batch.virtualSeconds), countOf(batch.events, 'event')],
    ['messages', formatCount(batch.messages), countOf(batch.packets, 'packet')],
    [
      'median run',
      countOf(shape.medianFaultEpisodes, 'fault'),
      `${countOf(shape.medianBrokers, 'broker')}, ${countOf(shape.medianClients, 'client')}, ${countOf(shape.medianMessages, 'message')}`,
    ],
    ['kill and partition', formatPerCent(shape.killAndPartitionShare), 'of the runs had both'],
    [
      'digest',
      batch.digest ?? 'none',
      batch.digest === null ? 'time decided the runs' : 'the same on every machine',
    ],
  ];
  const items = cards.map(
    ([name, value, note]) =>
      `<div class="card"><dt>${escapeXml(name)}</dt><dd${name === 'digest' ? ' class="code"' : ''}>${escapeXml(value)}</dd><p class="quiet">${escapeXml(note)}</p></div>`,
  );
  return `<dl class="cards">${items.join('\n')}</dl>`;
}

function findings(batch: BatchReport): string {
  const saved: readonly Finding[] = brokenSavedRuns(batch).map((check) => ({
    title: savedRunTitle(check),
    tone: toneOf(check.verdict),
    about: `${check.scenario} with ${check.design}, saved as ${check.capsule}`,
    message: check.message ?? check.verdict,
    command: replayOfSavedRun(check),
  }));
  const found: readonly Finding[] = batch.failures.map((failure) => ({
    title: failure.fingerprint,
    tone: toneOf(failure.verdict),
    about: `${failure.verdict}${failure.oracle === null ? '' : ` by ${failure.oracle}`}: ${countOf(failure.runs, 'run')} of ${failure.scenario} with ${failure.design}, first ${failure.seed}`,
    message: failure.message,
    command: replayCommand(failure),
  }));
  const all = [...saved, ...found];
  if (all.length === 0) return '';
  return `<h2>${countOf(all.length, 'failure')}</h2>\n${all.map(article).join('\n')}`;
}

function article({ title, tone, about, message, command }: Finding): string {
  return `<article class="${tone}"><h3>${escapeXml(title)}</h3><p class="quiet">${escapeXml(about)}</p><p class="message">${escapeXml(message)}</p><pre>${escapeXml(command)}</pre></article>`;
}

function replays({ replayed }: BatchReport): string {
  if (replayed.runs === 0) return '';
  const rows = replayed.capsules.map(
    ({ capsule, from, verdict, outcome }) =>
      `<tr><td class="code">${escapeXml(capsule)}</td><td>${from === 'corpus' ? 'corpus' : 'saved earlier'}</td><td><span class="word ${toneOf(verdict)}">${verdict}</span></td><td>${outcome}</td></tr>`,
  );
  return `<h2>Saved runs, replayed first</h2>\n<table><tr><th>capsule</th><th>from</th><th>today</th><th>compared with then</th></tr>${rows.join('\n')}</table>`;
}

function marks({ marks: all, scenarios }: BatchReport): string {
  if (all.length === 0) return '';
  const rows = all.map(({ scenario, mark, runs: reached, of }) => {
    const tone = reached === 0 ? 'doubtful' : 'good';
    const where = scenarios.length > 1 ? `<td>${escapeXml(scenario)}</td>` : '';
    return `<tr>${where}<td>${escapeXml(mark)}</td><td class="number"><span class="${reached === 0 ? 'word doubtful' : ''}">${reached === 0 ? 'never' : formatCount(reached)}</span></td><td class="meter"><span class="${tone}" style="width:${((reached / Math.max(1, of)) * 100).toFixed(1)}%"></span></td></tr>`;
  });
  const reached = all.filter((mark) => mark.runs > 0).length;
  return `<h2>Situations reached: ${reached} of ${all.length}</h2>\n<table>${rows.join('\n')}</table>`;
}

function excuses({ excused }: BatchReport): string {
  const entries = Object.entries(excused);
  if (entries.length === 0) return '';
  const rows = entries.map(
    ([limit, runs]) => `<tr><td>${escapeXml(limit)}</td><td class="number">${countOf(runs, 'run')}</td></tr>`,
  );
  return `<h2>Excused by limits of the design</h2>\n<table>${rows.join('\n')}</table>`;
}

function again({ asked, files }: PageFacts): string {
  const links = files
    .map((file) => `<a href="${escapeXml(encodeURI(file))}">${escapeXml(file)}</a>`)
    .join(' · ');
  return `<h2>The same again</h2>\n<pre>${escapeXml(exploreCommand(asked))}</pre>\n<p>${links}</p>`;
}

function toneOf(kind: string): Tone {
  if (kind === 'held') return 'good';
  return kind === 'undecided' ? 'doubtful' : 'bad';
}
