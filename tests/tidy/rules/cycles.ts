// Import cycles: none between files at run time, so that every module is complete when it is first used. Cycles between layers
// cannot exist because each row of the table names only rows above it (layers.test.ts).

import type { Problem } from '../problem.ts';
import type { Source } from '../source.ts';

type Graph = ReadonlyMap<string, readonly string[]>;

export function checkCycles(sources: readonly Source[]): Problem[] {
  const graph = buildGraph(sources);
  return findCycles(graph).map((cycle) => ({
    path: cycle[0] as string,
    line: 1,
    message: `imports itself: ${[...cycle, cycle[0]].join(' → ')}; move what both need to a file of its own`,
  }));
}

function buildGraph(sources: readonly Source[]): Graph {
  return new Map(sources.map((source) => [source.path, runtimeTargets(source)]));
}

function runtimeTargets(source: Source): string[] {
  // `new URL(…)` starts another thread or page, which loads its own modules.
  const edges = source.references.filter(({ kind, form }) => kind === 'runtime' && form !== 'url');
  return edges.flatMap((edge) => edge.path ?? []);
}

/** One cycle per back edge of a depth-first search; none exactly when the graph has none. */
function findCycles(graph: Graph): string[][] {
  const cycles: string[][] = [];
  const finished = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string) => {
    if (finished.has(path)) return;
    const seenAt = trail.indexOf(path);
    if (seenAt !== -1) {
      cycles.push(trail.slice(seenAt));
      return;
    }
    trail.push(path);
    for (const target of graph.get(path) ?? []) visit(target);
    trail.pop();
    finished.add(path);
  };
  for (const path of graph.keys()) visit(path);
  return cycles;
}
