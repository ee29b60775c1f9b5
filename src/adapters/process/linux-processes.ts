import { readFileSync } from "node:fs"
import { readdir, readFile } from "node:fs/promises"
import type { ProcessEntry, ProcessSource } from "./process-entry.ts"

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
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number)
    const entries = await Promise.all(
      pids.map((pid) =>
        readFile(`/proc/${pid}/stat`, "latin1").then(
          (text) => parseStat(pid, text, bootId()),
          () => undefined,
        ),
      ),
    )
    return entries.filter((entry) => entry !== undefined)
  },

  async variable(pid, name) {
    const text = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")
    const entry = text.split("\0").find((line) => line.startsWith(`${name}=`))
    return entry?.slice(name.length + 1)
  },
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
