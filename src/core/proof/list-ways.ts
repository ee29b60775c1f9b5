import type { Steps } from "./steps.ts"
import { type Trail, trailOf, wayOf } from "./trail.ts"
import type { Way } from "./way.ts"

/** The ways into one environment. */
export interface ListedWays {
  /** How many there are; they double with each diamond. */
  readonly count: bigint
  /** The shortest ones, the shortest first. */
  readonly shortest: readonly Way[]
}

/** Every way into each environment of a sound definition: environments do not promote into each other in a circle. */
export function listWays(steps: Steps, most: number): ReadonlyMap<string, ListedWays> {
  const counts = new Map<string, bigint>()
  const distances = new Map<string, number>()
  for (const environment of upstreamFirst(steps)) {
    const sources = (steps.get(environment) ?? []).map(({ source }) => source)
    const upstream = sources.flatMap((source) => ("environment" in source ? [source.environment] : []))
    const pushes = sources.length - upstream.length
    counts.set(
      environment,
      upstream.reduce((sum, one) => sum + (counts.get(one) ?? 0n), BigInt(pushes)),
    )
    const nearest = Math.min(...upstream.map((one) => distances.get(one) ?? Number.POSITIVE_INFINITY))
    distances.set(environment, pushes > 0 ? 1 : nearest + 1)
  }
  const list = (environment: string) => [...shortestFirst({ steps, distances }, environment, most)]
  return new Map([...steps.keys()].map((name) => [name, { count: counts.get(name) ?? 0n, shortest: list(name) }]))
}

/** Environments in an order in which each comes after those that it takes its releases from. */
function* upstreamFirst(steps: Steps): Generator<string> {
  const done = new Set<string>()
  for (const start of steps.keys()) {
    const trail = [start]
    for (let at = trail.at(-1); at !== undefined; at = trail.at(-1)) {
      const open = (steps.get(at) ?? []).find(({ source }) => "environment" in source && !done.has(source.environment))
      if (open && "environment" in open.source && !done.has(at)) trail.push(open.source.environment)
      else {
        trail.pop()
        if (!done.has(at)) yield at
        done.add(at)
      }
    }
  }
}

interface Known {
  readonly steps: Steps
  readonly distances: ReadonlyMap<string, number>
}

/** Searches backward, always on from the trail that can still become the shortest way. */
function* shortestFirst({ steps, distances }: Known, environment: string, most: number): Generator<Way> {
  /** By the least length of the way. */
  const trails: Trail[][] = []
  const add = (into: string, next: Trail | undefined) => {
    for (const step of (steps.get(into) ?? []).toReversed()) {
      const trail = trailOf(step, next)
      const rest = "environment" in step.source ? (distances.get(step.source.environment) ?? 0) : 0
      const bucket = trails[trail.length + rest] ?? []
      trails[trail.length + rest] = bucket
      bucket.push(trail)
    }
  }
  add(environment, undefined)
  let found = 0
  for (let least = 0; least < trails.length && found < most; least++) {
    const bucket = trails[least] ?? []
    // The last one first: it is the nearest to its end.
    for (let trail = bucket.pop(); trail && found < most; trail = bucket.pop()) {
      const { source } = trail.step
      if ("environment" in source) add(source.environment, trail)
      else {
        found++
        yield wayOf(source.branch, trail)
      }
    }
  }
}
