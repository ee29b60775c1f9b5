import { randomBytes } from "node:crypto"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { mkdir, readdir, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { RunFolders } from "../../ports/run-folders.ts"
import type { KeptFolder } from "../../ports/work-folders.ts"
import { isSameProcess, startTimeOf } from "../process/process-table.ts"
import { stopOwned } from "../process/stop-leftover.ts"
import { type EndAll, KeptFolders } from "./kept-folders.ts"
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
  readonly #kept: KeptFolders
  readonly #endAll: EndAll

  /**
   * Both folders are made with the first use, and must belong to Slipway alone; `kept` is for those that outlive their
   * runs. `endMore` ends what an owner has left besides processes: containers.
   */
  constructor(root: string, kept: string, endMore: (owner: string) => Promise<void> = async () => {}) {
    this.#root = root
    this.#endAll = async (owner) => {
      await stopOwned(owner, LEFTOVER_GRACE)
      await endMore(owner)
    }
    this.#kept = new KeptFolders(kept, this.#endAll)
  }

  async acquire(): Promise<Result<KeptFolder>> {
    try {
      this.#makeRoot()
      return ok(await this.#kept.acquire())
    } catch (error) {
      return noFolder(error)
    }
  }

  release(kept: KeptFolder, isClean: boolean): Promise<void> {
    return this.#kept.release(kept, isClean)
  }

  async create(label: string): Promise<Result<string>> {
    const folder = join(this.#root, `${label}-${randomBytes(4).toString("hex")}`)
    try {
      this.#makeRoot()
      await this.#removeLeftovers()
      this.#write(folder)
      await mkdir(folder)
      return ok(folder)
    } catch (error) {
      return noFolder(error)
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
  #makeRoot(): void {
    mkdirSync(this.#root, { recursive: true })
    const own = dirname(this.#root)
    const ignoring = join(own, ".gitignore")
    if (basename(own) === ".slipway" && !existsSync(ignoring)) writeFileSync(ignoring, "*\n")
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
      await this.#endAll(basename(folder))
      await removeFolder(folder)
      await rm(file, { force: true })
    }
  }
}

function noFolder(error: unknown): Result<never> {
  const why = error instanceof Error ? error.message : String(error)
  return fail("store-failed", `no folder can be made to run in: ${why}`)
}

function recordOf(folder: string): string {
  return `${folder}.json`
}
