import { randomBytes } from "node:crypto"
import { existsSync, linkSync, mkdirSync, readdirSync, rmSync, unlinkSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import type { KeptFolder } from "../../ports/work-folders.ts"
import { isSameProcess, startTimeOf } from "../process/process-table.ts"
import { readOwnerRecord } from "./owner-record.ts"
import { removeFolder } from "./remove-folder.ts"

/** Ends all that an owner has left running. */
export type EndAll = (owner: string) => Promise<void>

/** Folders that are kept; a machine that runs more at once makes the others anew. */
const MOST = 4

/**
 * Folders `<root>/tree-<random>`, each with `<name>.notes` and, while it is used, `<name>.lock` with its user. What a
 * killed user left running is stopped before the folder is used again.
 */
export class KeptFolders {
  readonly #root: string
  readonly #endAll: EndAll

  constructor(root: string, endAll: EndAll) {
    this.#root = root
    this.#endAll = endAll
  }

  async acquire(): Promise<KeptFolder> {
    mkdirSync(this.#root, { recursive: true })
    for (const name of this.#names()) await this.#endLeft(name)
    const name = this.#names().find((known) => this.#lock(known)) ?? this.#newName()
    const kept = this.#kept(name)
    mkdirSync(kept.folder, { recursive: true })
    return kept
  }

  async release({ folder, notes }: KeptFolder, isClean: boolean): Promise<void> {
    if (!isClean || this.#names().length > MOST) {
      await removeFolder(folder)
      await removeFolder(notes)
    }
    rmSync(this.#lockOf(basename(folder)), { force: true })
  }

  #names(): readonly string[] {
    return readdirSync(this.#root)
      .filter((name) => /^tree-[0-9a-f]{8}$/.test(name))
      .sort()
  }

  #kept(name: string): KeptFolder {
    return { folder: join(this.#root, name), notes: join(this.#root, `${name}.notes`) }
  }

  #lockOf(name: string): string {
    return join(this.#root, `${name}.lock`)
  }

  #newName(): string {
    const name = `tree-${randomBytes(4).toString("hex")}`
    this.#lock(name)
    return name
  }

  /** Ends what a user that was killed has left running, and its lock. */
  async #endLeft(name: string): Promise<void> {
    const lock = this.#lockOf(name)
    if (!existsSync(lock)) return
    const record = readOwnerRecord(lock)
    if (record && isSameProcess(record.owner.pid, record.owner.startedAt)) return
    await this.#endAll(name)
    // Unless somebody else has come first: then it is theirs.
    const now = readOwnerRecord(lock)
    if (!now || !isSameProcess(now.owner.pid, now.owner.startedAt)) rmSync(lock, { force: true })
  }

  /** Whether it is this process's now. A lock appears whole: it is written beside, and linked. */
  #lock(name: string): boolean {
    const lock = this.#lockOf(name)
    const partial = `${lock}.${process.pid}.${randomBytes(4).toString("hex")}`
    const owner = { pid: process.pid, startedAt: startTimeOf(process.pid) ?? "" }
    writeFileSync(partial, JSON.stringify({ owner }))
    try {
      linkSync(partial, lock)
      return true
    } catch {
      return false
    } finally {
      unlinkSync(partial)
    }
  }
}
