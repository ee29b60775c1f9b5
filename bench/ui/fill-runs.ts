import type { Store } from "../../src/ports/store/store.ts"
import { newRun } from "./fill-store.ts"
import type { UiOptions } from "./options.ts"

/** Numbers of the runs that are looked at. */
export interface FilledRuns {
  readonly graph: number
  readonly log: number
}

/** Jobs of one owner: each needs the one before, the third also one of another owner. */
const OF_OWNER = 5

/** Characters of a chunk, as the server writes them. */
const CHUNK = 16 * 1024

export async function fillRuns(store: Store, { jobs, lines }: UiOptions): Promise<FilledRuns> {
  const graph = await endedRun(store)
  for (let index = 0; index < jobs; index++) {
    const owner = Math.floor(index / OF_OWNER)
    const job = index % OF_OWNER
    const needs = [
      ...(job === 0 ? [] : [jobName(owner, job - 1)]),
      ...(job === 2 && owner > 0 ? [jobName(Math.floor(owner / 3), 1)] : []),
    ]
    await saveJob(store, graph, { name: jobName(owner, job), index, needs })
  }
  const log = await endedRun(store)
  await saveJob(store, log, { name: "long", index: 0, needs: [] })
  let text = ""
  for (let line = 0; line < lines; line++) {
    text += `2026-01-01T00:00:00Z building module ${line} of the shop\n`
    if (text.length < CHUNK && line < lines - 1) continue
    await store.runs.appendLog(log, "long", text)
    text = ""
  }
  return { graph, log }
}

export function jobName(owner: number, job: number): string {
  return `owner-${owner}:job-${job}`
}

/** The last job of a run with so many. */
export function lastJob(jobs: number): string {
  return jobName(Math.floor((jobs - 1) / OF_OWNER), (jobs - 1) % OF_OWNER)
}

async function endedRun(store: Store): Promise<number> {
  const { id } = await store.runs.create(newRun())
  await store.runs.update(id, { status: "succeeded", startedAt: Date.now() - 60_000, endedAt: Date.now() })
  return id
}

async function saveJob(
  store: Store,
  run: number,
  { name, index, needs }: { readonly name: string; readonly index: number; readonly needs: readonly string[] },
): Promise<void> {
  const reports = { coverage: null, tests: null, findings: null }
  const detail = { kind: "job", needs, coverageMinimum: null, flaky: null, restored: null, ...reports } as const
  const nothing = { exitCode: 0, message: null, key: null, definition: null, inputs: null }
  const times = { startedAt: index * 10, endedAt: index * 10 + 500 }
  await store.runs.saveJob({
    run,
    job: name,
    position: index,
    status: "succeeded",
    attempt: 1,
    ...times,
    ...nothing,
    detail,
  })
}
