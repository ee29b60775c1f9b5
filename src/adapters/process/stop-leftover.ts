import { executionMarker } from "./process-executor.ts"
import { environmentVariableOf, isSameProcess, listProcesses } from "./process-table.ts"
import { stopTree } from "./process-tree.ts"

/**
 * Stops what an executor that crashed has left running, by what `onStarted` had told. Where the shell itself is gone,
 * its session shows what it left; a later process with the same id is never touched.
 */
export async function stopLeftover(
  leftover: { readonly pid: number; readonly startedAt: string },
  grace: number,
): Promise<void> {
  const marker = await markerOf(leftover)
  if (marker !== undefined) await stopTree({ session: leftover.pid, marker: [executionMarker, marker] }, grace)
}

async function markerOf({ pid, startedAt }: { pid: number; startedAt: string }): Promise<string | undefined> {
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
