import type { Path } from "../source/source-value.ts"

/** One step of a graph, and where the file says so. */
export interface Edge {
  readonly to: string
  readonly path: Path
}

export interface Cycle {
  /** The names along it; the first one is needed by the last one. */
  readonly names: readonly string[]
  /** Where the last step, which closes it, is written. */
  readonly path: Path
}

/** Cycles of a graph, at most one through each of its nodes. Iterative: a chain may be thousands of steps long. */
export function findCycles(graph: ReadonlyMap<string, readonly Edge[]>): readonly Cycle[] {
  const cycles: Cycle[] = []
  const reported = new Set<string>()
  const done = new Set<string>()
  for (const start of graph.keys()) {
    if (done.has(start)) continue
    const open = new Map<string, Iterator<Edge>>([[start, edgesOf(graph, start)]])
    const trail = [start]
    for (let node = trail.at(-1); node !== undefined; node = trail.at(-1)) {
      const step = open.get(node)?.next()
      if (!step || step.done) {
        done.add(node)
        open.delete(node)
        trail.pop()
      } else if (open.has(step.value.to)) {
        if (reported.has(step.value.to)) continue
        const names = trail.slice(trail.indexOf(step.value.to))
        for (const name of names) reported.add(name)
        cycles.push({ names, path: step.value.path })
      } else if (!done.has(step.value.to)) {
        open.set(step.value.to, edgesOf(graph, step.value.to))
        trail.push(step.value.to)
      }
    }
  }
  return cycles
}

function edgesOf(graph: ReadonlyMap<string, readonly Edge[]>, node: string): Iterator<Edge> {
  return (graph.get(node) ?? [])[Symbol.iterator]()
}
