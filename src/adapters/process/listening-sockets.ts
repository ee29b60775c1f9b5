import { readdir, readFile, readlink } from "node:fs/promises"
import type { ProcessEntry } from "./process-entry.ts"

/**
 * Whether somebody else than these processes listens on a port of this machine. False where it cannot be known (other
 * systems than Linux, nobody listens).
 */
export async function isForeignListener(port: number, own: readonly ProcessEntry[]): Promise<boolean> {
  const listeners = await listenersOn(port)
  if (listeners.size === 0) return false
  for (const { pid } of own) {
    const names = await readdir(`/proc/${pid}/fd`).catch(() => undefined)
    // Its files are hidden from us, as after a change of user: it may well be the one.
    if (!names) return false
    const files = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => "")))
    if (files.some((file) => listeners.has(file))) return false
  }
  return true
}

/** As `/proc/<pid>/fd` names them: `socket:[<inode>]`. */
async function listenersOn(port: number): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  const wanted = port.toString(16).toUpperCase().padStart(4, "0")
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    const text = await readFile(table, "latin1").catch(() => "")
    for (const line of text.split("\n").slice(1)) {
      // sl, local_address, rem_address, st (0A is LISTEN), ..., inode
      const fields = line.trim().split(/\s+/)
      if (fields[3] === "0A" && fields[1]?.endsWith(`:${wanted}`)) found.add(`socket:[${fields[9]}]`)
    }
  }
  return found
}
