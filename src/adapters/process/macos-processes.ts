import { execFile, execFileSync } from "node:child_process"
import { promisify } from "node:util"
import type { ProcessEntry, ProcessSource } from "./process-entry.ts"

const run = promisify(execFile)
const columns = ["-o", "pid=,pgid=,stat=,lstart="]
const options = { encoding: "utf8", env: { LC_ALL: "C", PATH: "/bin:/usr/bin" }, maxBuffer: 64 << 20 } as const

/** Processes as `ps` shows them. Sessions are not among it; start times have a resolution of one second. */
export const macosProcesses: ProcessSource = {
  entry(pid) {
    try {
      return parseLine(execFileSync("ps", [...columns, "-p", String(pid)], { ...options, stdio: "pipe" }))
    } catch {
      return undefined
    }
  },

  async list() {
    const { stdout } = await run("ps", ["-ax", ...columns], options)
    return stdout
      .split("\n")
      .map(parseLine)
      .filter((entry) => entry !== undefined)
  },

  async variable(pid, name) {
    const { stdout } = await run("ps", ["eww", "-o", "command=", "-p", String(pid)], options).catch(() => ({
      stdout: "",
    }))
    const entry = stdout.split(/\s+/).findLast((word) => word.startsWith(`${name}=`))
    return entry?.slice(name.length + 1)
  },
}

/** `  4711  4711 Ss   Fri Nov 20 20:22:01 2026` */
export function parseLine(line: string): ProcessEntry | undefined {
  const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S.*?)\s*$/.exec(line)
  if (!match?.[3] || !match[4]) return undefined
  const group = Number(match[2])
  return { pid: Number(match[1]), alive: !match[3].startsWith("Z"), group, session: group, startedAt: match[4] }
}
