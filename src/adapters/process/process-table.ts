import { linuxProcesses } from "./linux-processes.ts"
import { macosProcesses } from "./macos-processes.ts"
import type { MarkedProcess, ProcessEntry, ProcessSource } from "./process-entry.ts"

const source: ProcessSource = process.platform === "darwin" ? macosProcesses : linuxProcesses

/** When a process was started, as an opaque text to compare; undefined if there is none. Known of zombies too. */
export function startTimeOf(pid: number): string | undefined {
  return source.entry(pid)?.startedAt
}

/** Whether that very process is still alive: ids are reused, start times are not. */
export function isSameProcess(pid: number, startedAt: string): boolean {
  const entry = source.entry(pid)
  return entry?.alive === true && entry.startedAt === startedAt
}

/** Signals a process group; false if it has no members. Never the caller's own, nor "every process". */
export function killGroup(group: number, signal: NodeJS.Signals): boolean {
  return group > 1 && trySignal(-group, signal)
}

/** Signals one process; false if there is none. */
export function killProcess(pid: number, signal: NodeJS.Signals): boolean {
  return pid > 1 && trySignal(pid, signal)
}

/** Whether a process group has no members, zombies aside that nobody has waited for. */
export function isGroupEmpty(group: number): boolean {
  try {
    process.kill(-group, 0)
    return false
  } catch {
    return true
  }
}

/** Every process that is alive. */
export async function listProcesses(): Promise<readonly ProcessEntry[]> {
  return (await source.list()).filter((entry) => entry.alive)
}

/** Processes that were started with this environment variable (children inherit it), with its value. */
export async function findByEnvironment(name: string): Promise<readonly MarkedProcess[]> {
  const found = await Promise.all(
    (await listProcesses()).map(async (entry) => ({ ...entry, value: await source.variable(entry.pid, name) })),
  )
  return found.flatMap(({ value, ...entry }) => (value === undefined ? [] : [{ ...entry, value }]))
}

/** Processes that were started with this very environment variable, by {@link findByEnvironment}. */
export async function findByEnvironmentMarker(name: string, value: string): Promise<readonly MarkedProcess[]> {
  return (await findByEnvironment(name)).filter((entry) => entry.value === value)
}

/** A variable of a running process's environment, as it was at its start. */
export function environmentVariableOf(pid: number, name: string): Promise<string | undefined> {
  return source.variable(pid, name)
}

function trySignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    // ESRCH: gone already. EPERM: it became somebody else's (setuid), and nothing we may do reaches it.
    return false
  }
}
