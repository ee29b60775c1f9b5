import { readdirSync, readFileSync } from "node:fs"
import { setImmediate } from "node:timers/promises"
import type { ProcessEntry, ProcessSource } from "./process-entry.ts"

/** So many processes are looked at before others have their turn. */
const AT_ONCE = 100

/** Processes as `/proc` shows them. */
export const linuxProcesses: ProcessSource = {
  entry(pid) {
    try {
      return parseStat(pid, readFileSync(`/proc/${pid}/stat`, "latin1"), bootId())
    } catch {
      return undefined
    }
  },

  async list() {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name))
    const entries: ProcessEntry[] = []
    for (const [index, pid] of pids.entries()) {
      if (index % AT_ONCE === AT_ONCE - 1) await setImmediate()
      const entry = linuxProcesses.entry(Number(pid))
      if (entry) entries.push(entry)
    }
    return entries
  },

  async variable(pid, name) {
    const text = read(`/proc/${pid}/environ`)
    const entry = text.split("\0").find((line) => line.startsWith(`${name}=`))
    return entry?.slice(name.length + 1)
  },
}

/** On the spot: the kernel has it at hand, and waiting for it would take longer. Empty where there is none. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return ""
  }
}

let knownBootId: string | undefined

/** Ticks since boot mean nothing after the next boot. */
function bootId(): string {
  knownBootId ??= readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()
  return knownBootId
}

/**
 * Fields of proc_pid_stat(5): the name may hold spaces and parentheses, so counting starts behind the last one
 * with the state (3); then parent (4), group (5), session (6) and start time (22).
 */
export function parseStat(pid: number, text: string, boot: string): ProcessEntry | undefined {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ")
  const [state, , group, session] = fields
  const ticks = fields[19]
  if (ticks === undefined) return undefined
  return {
    pid,
    alive: state !== "Z" && state !== "X",
    group: Number(group),
    session: Number(session),
    startedAt: `${boot}/${ticks}`,
  }
}
