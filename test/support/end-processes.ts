import { findByEnvironment, isSameProcess, killProcess, startTimeOf } from "../../src/adapters/process/process-table.ts"
import { until } from "./until.ts"

/** Processes whose home is in this folder: whatever a rig started, and what that started, services included. */
export async function processesAtHomeIn(folder: string): Promise<readonly number[]> {
  const found = await findByEnvironment("HOME")
  return found.filter(({ value }) => value.startsWith(`${folder}/`)).map(({ pid }) => pid)
}

/** Kills all of {@link processesAtHomeIn} and waits until there is none. */
export async function endProcessesAtHomeIn(folder: string): Promise<void> {
  await until(`no process of ${folder} is left`, async () => {
    const pids = await processesAtHomeIn(folder)
    for (const pid of pids) killProcess(pid, "SIGKILL")
    return pids.length === 0
  })
}

/** Not of one that has ended and that nobody has collected yet. */
export function isAlive(pid: number): boolean {
  const startedAt = startTimeOf(pid)
  return startedAt !== undefined && isSameProcess(pid, startedAt)
}
