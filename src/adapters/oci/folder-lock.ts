import { mkdir } from "node:fs/promises"
import { dirname } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { setTimeout as wait } from "node:timers/promises"
import { failure } from "../../core/shared/failure.ts"
import { FailureError } from "../../core/shared/result.ts"

const SQLITE_BUSY = 5

/**
 * One writer at a time, among all processes of a machine. The lock is the operating system's, taken through SQLite on an
 * empty file: it ends with the process that holds it, however that dies, so there is no stale lock to find and break.
 */
export class FolderLock {
  readonly #file: string
  readonly #patience: number
  #queue: Promise<unknown> = Promise.resolve()

  /** `patience`: milliseconds after which waiting fails with `lock-held`. */
  constructor(file: string, patience = 30_000) {
    this.#file = file
    this.#patience = patience
  }

  /** Runs `work` while holding the lock; calls of one process are served in order. Throws a FailureError if it is held. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(() => this.#locked(work))
    this.#queue = turn.catch(() => undefined)
    return turn
  }

  async #locked<T>(work: () => Promise<T>): Promise<T> {
    await mkdir(dirname(this.#file), { recursive: true })
    const database = new DatabaseSync(this.#file, { timeout: 0 })
    try {
      await this.#acquire(database)
      return await work()
    } finally {
      database.close()
    }
  }

  async #acquire(database: DatabaseSync): Promise<void> {
    const giveUpAt = Date.now() + this.#patience
    for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
      try {
        database.exec("begin exclusive")
        return
      } catch (error) {
        if (!isBusy(error)) throw error
      }
      if (Date.now() > giveUpAt) {
        const hint = "another process has been writing for a long time; end it or wait"
        throw new FailureError(failure("lock-held", `the lock ${this.#file} is held`, { hint }))
      }
      await wait(pause * (0.5 + Math.random()))
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY
}
