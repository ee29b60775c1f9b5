import { randomBytes } from "node:crypto"
import { mkdir, readdir, rm, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { RunFolders } from "../../ports/run-folders.ts"
import { isSameProcess, startTimeOf } from "../process/process-table.ts"
import { stopOwned } from "../process/stop-leftover.ts"
import { readOwnerRecord, writeOwnerRecord } from "./owner-record.ts"
import { removeFolder } from "./remove-folder.ts"

/** Milliseconds between TERM and KILL for what a killed run left running. */
const LEFTOVER_GRACE = 1000

/**
 * Work folders `<root>/<label>-<random>`, each with a record `<root>/<label>-<random>.json` of whose it is. A record
 * whose owner is gone is a leftover: with the next `create` all that it runs is ended and its folder is removed. A
 * folder without a record was kept for the user and is never touched.
 */
export class LocalRunFolders implements RunFolders {
  readonly #root: string
  readonly #endMore: (owner: string) => Promise<void>

  /**
   * `root` is made with the first use; it must belong to Slipway alone. `endMore` ends what an owner has left besides
   * processes: containers.
   */
  constructor(root: string, endMore: (owner: string) => Promise<void> = async () => {}) {
    this.#root = root
    this.#endMore = endMore
  }

  async create(label: string): Promise<Result<string>> {
    const folder = join(this.#root, `${label}-${randomBytes(4).toString("hex")}`)
    try {
      await this.#makeRoot()
      await this.#removeLeftovers()
      this.#write(folder)
      await mkdir(folder)
      return ok(folder)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return fail("store-failed", `no folder can be made to run in: ${why}`)
    }
  }

  async remove(folder: string): Promise<void> {
    await removeFolder(folder)
    await this.keep(folder)
  }

  async keep(folder: string): Promise<void> {
    await rm(recordOf(folder), { force: true })
  }

  /** Slipway's own folder ignores itself, so that no working tree is dirty because of it. */
  async #makeRoot(): Promise<void> {
    await mkdir(this.#root, { recursive: true })
    const own = dirname(this.#root)
    if (basename(own) === ".slipway") await writeFile(join(own, ".gitignore"), "*\n", { flag: "wx" }).catch(() => {})
  }

  #write(folder: string): void {
    const owner = { pid: process.pid, startedAt: startTimeOf(process.pid) ?? "" }
    writeOwnerRecord(recordOf(folder), { owner })
  }

  async #removeLeftovers(): Promise<void> {
    const names = (await readdir(this.#root)).filter((name) => name.endsWith(".json"))
    for (const name of names) {
      const file = join(this.#root, name)
      const record = readOwnerRecord(file)
      if (record && isSameProcess(record.owner.pid, record.owner.startedAt)) continue
      // Processes first: they could still write into the folder.
      const folder = file.slice(0, -".json".length)
      await stopOwned(basename(folder), LEFTOVER_GRACE)
      await this.#endMore(basename(folder))
      await removeFolder(folder)
      await rm(file, { force: true })
    }
  }
}

function recordOf(folder: string): string {
  return `${folder}.json`
}
