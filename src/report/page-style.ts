// How pages of reports look.

export const PAGE_STYLE = `
:root { --paper: #fff; --ink: #1c2430; --quiet: #5d6b7c; --line: #dfe4ea; --panel: #f6f8fa; --good: #1a7f4b; --bad: #c4302b; --doubtful: #9a6700; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #10151c; --ink: #e4e9ef; --quiet: #93a1b1; --line: #2a3440; --panel: #18202a; --good: #3fb774; --bad: #f2706b; --doubtful: #d9a43b; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { margin: .4rem 0 0; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2.2rem 0 .6rem; font-size: 1.1rem; }
h3 { margin: 0; font-size: 1rem; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
p { margin: .4rem 0; }
a { color: inherit; }
.quiet { color: var(--quiet); }
.badge { display: inline-block; margin: 0; padding: .1rem .8rem; border-radius: 1rem; color: var(--paper); font-weight: 600; }
.badge.good, .bar .good, .meter .good { background: var(--good); }
.badge.bad, .bar .bad, .meter .bad { background: var(--bad); }
.badge.doubtful, .bar .doubtful, .meter .doubtful { background: var(--doubtful); }
.word { font-weight: 600; margin-right: 1rem; }
.word.good { color: var(--good); } .word.bad { color: var(--bad); } .word.doubtful { color: var(--doubtful); }
.bar { display: flex; gap: 2px; height: .6rem; margin-top: 1.2rem; border-radius: .3rem; overflow: hidden; }
.bar span { min-width: 3px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem; margin: 1.2rem 0; }
.card { padding: .8rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--panel); }
.card dt { color: var(--quiet); font-size: .85rem; } .card dd { margin: 0; font-size: 1.3rem; font-weight: 600; } .card p { font-size: .85rem; margin: 0; }
.card dd.code { font-size: .85rem; line-height: 2.3; }
.code, pre { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
article { margin: .75rem 0; padding: .9rem 1.1rem; border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: .5rem; }
article.doubtful { border-left-color: var(--doubtful); }
.message { white-space: pre-wrap; overflow-wrap: anywhere; }
pre { margin: .5rem 0 0; padding: .6rem .8rem; border-radius: .4rem; background: var(--panel); white-space: pre-wrap; font-size: .9rem; user-select: all; }
table { width: 100%; border-collapse: collapse; font-size: .95rem; }
td, th { padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: middle; overflow-wrap: anywhere; }
th { color: var(--quiet); font-weight: 500; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.meter { width: 30%; } .meter span { display: block; min-width: 2px; height: .5rem; border-radius: .25rem; }
`;
