import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { fail, ok, type Result } from "../../core/shared/result.ts"

/** Long enough for the end of a process that was told to stop just before. Milliseconds. */
const PATIENCE = 250

export interface OwnerLock {
  release(): void
}

/**
 * Makes this process the only one that uses the data beside it. The lock is the operating system's, on an empty SQLite
 * database, and so ends with the process however that ends; the file with the pid is only there to be shown.
 */
export function takeOwnerLock(file: string): Result<OwnerLock> {
  const pidFile = `${file}.pid`
  const lock = new DatabaseSync(`${file}.lock`, { timeout: PATIENCE })
  try {
    lock.exec("begin exclusive")
  } catch (error) {
    lock.close()
    if (!isBusy(error)) throw error
    return fail("lock-held", `'${file}' is in use by ${ownerOf(pidFile)}`, {
      hint: "stop that one first, or use another data folder",
    })
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
  return ok({
    release() {
      rmSync(pidFile, { force: true })
      lock.close()
    },
  })
}

function ownerOf(pidFile: string): string {
  try {
    return `process ${readFileSync(pidFile, "utf8").trim() || "unknown"}`
  } catch {
    return "another process"
  }
}

/** SQLITE_BUSY; see https://sqlite.org/rescode.html#busy. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === 5
}
