import type { StartedProcess } from "../../ports/executor.ts"
import { executionMarker } from "./process-executor.ts"
import { environmentVariableOf, findByEnvironment, isSameProcess, listProcesses } from "./process-table.ts"
import { stopTree } from "./process-tree.ts"

/**
 * Stops a command by what `onStarted` had told of it. Where the shell itself is gone, its session shows what it left, and
 * the label what has left that too; a later process with the same id is never touched.
 */
export async function stopLeftover(
  leftover: Omit<StartedProcess, "label"> & Partial<StartedProcess>,
  grace: number,
): Promise<void> {
  const found = await markerOf(leftover)
  const marker = leftover.label ?? found
  const session = found === undefined ? null : leftover.pid
  if (marker !== undefined) await stopTree({ session, marker: [executionMarker, marker] }, grace)
}

/** Stops all that an executor that crashed has left running of an owner's, wherever it went. */
export async function stopOwned(owner: string, grace: number): Promise<void> {
  const marked = (await findByEnvironment(executionMarker)).filter(({ value }) => value.startsWith(`${owner}/`))
  // A session with one of ours in it is ours, with those too that have no marker any more.
  const sessions = new Map(marked.map(({ session, value }) => [session, value]))
  await Promise.all(
    [...sessions].map(([session, value]) => stopTree({ session, marker: [executionMarker, value] }, grace)),
  )
}

/** Undefined where nobody of its session is left. */
async function markerOf({ pid, startedAt }: Pick<StartedProcess, "pid" | "startedAt">): Promise<string | undefined> {
  if (isSameProcess(pid, startedAt)) return (await environmentVariableOf(pid, executionMarker)) ?? ""
  const session = (await listProcesses()).filter((entry) => entry.session === pid)
  // Its leader is alive but another process: the id was given away, so nobody of ours can be in that session.
  if (session.some((entry) => entry.pid === pid)) return undefined
  for (const { pid: member } of session) {
    const marker = await environmentVariableOf(member, executionMarker)
    if (marker !== undefined) return marker
  }
  return undefined
}
