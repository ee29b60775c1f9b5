import { posix } from "node:path"
import picomatch from "picomatch"
import type { JobId, Plan, PlannedJob } from "./plan.ts"

const { join } = posix

/** What one job does with files of the checkout that another may be writing. */
interface Touch {
  readonly position: number
  readonly writes: boolean
  /** From the root of the checkout; its literal beginning is `base`. */
  readonly glob: string
  readonly base: string
  /** The base with the least of characters for `/`, so that what is below a folder stands right behind it. */
  readonly order: string
}

const MAGIC = /[*?[\](){}!+@|\\]/

/**
 * Which jobs of a plan must not run at the same time, by position: one would write what the other writes or reads. Two
 * services of one directory are enough for that, whose tests leave the same report. Jobs of which one waits for the other
 * may be among them or not; those that will `never` run are not.
 */
export function collisionsOf({ jobs }: Plan, never: ReadonlySet<JobId>): ReadonlyMap<number, readonly number[]> {
  const outputs = new Map(jobs.map((job) => [job.id, outputsOf(job)]))
  const touches = jobs.flatMap((job, position) => {
    if (never.has(job.id)) return []
    const written = [...(outputs.get(job.id) ?? []), ...reportsOf(job)]
    const read = job.needs.flatMap((need) => outputs.get(need) ?? [])
    return [...written.map((glob) => touch(position, glob, true)), ...read.map((glob) => touch(position, glob, false))]
  })
  touches.sort((a, b) => (a.order < b.order ? -1 : 1))
  const found = new Map<number, Set<number>>()
  touches.forEach((one, index) => {
    for (let next = index + 1; next < touches.length; next++) {
      const other = touches[next]
      if (!other || !isWithin(one.base, other.base)) break
      if (!collide(one, other) || areInOrder(jobs, one, other)) continue
      add(found, one.position, other.position)
      add(found, other.position, one.position)
    }
  })
  return new Map([...found].map(([position, others]) => [position, [...others]]))
}

function outputsOf(job: PlannedJob): readonly string[] {
  return "outputs" in job ? job.outputs.map((glob) => join(job.directory, glob)) : []
}

function reportsOf(job: PlannedJob): readonly string[] {
  if (!("reports" in job)) return []
  const { verified: _, ...written } = job.reports
  const files = Object.values(written).filter((file) => file !== null)
  return files.map((file) => join(job.directory, file))
}

function touch(position: number, glob: string, writes: boolean): Touch {
  const base = MAGIC.test(glob) ? picomatch.scan(glob).base : glob
  return { position, glob, writes, base, order: base.replaceAll("/", "\0") }
}

function isWithin(folder: string, path: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`)
}

/** Whether both may mean the same file, the base of the second being within that of the first. */
function collide(one: Touch, other: Touch): boolean {
  if (one.position === other.position || !(one.writes || other.writes)) return false
  if (isLiteral(one) === isLiteral(other)) return true
  const [literal, glob] = isLiteral(one) ? [one.glob, other.glob] : [other.glob, one.glob]
  return picomatch.isMatch(literal, glob, { dot: true })
}

function isLiteral({ glob, base }: Touch): boolean {
  return glob === base
}

function areInOrder(jobs: readonly PlannedJob[], one: Touch, other: Touch): boolean {
  const [first, second] = [jobs[one.position], jobs[other.position]]
  return !first || !second || first.needs.includes(second.id) || second.needs.includes(first.id)
}

function add(found: Map<number, Set<number>>, position: number, other: number): void {
  const others = found.get(position)
  if (others) others.add(other)
  else found.set(position, new Set([other]))
}
