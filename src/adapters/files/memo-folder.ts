import { readFileSync } from "node:fs"
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { digestOf } from "../../core/shared/digest.ts"

/** How many are kept. */
const MOST = 20

/**
 * Values in files of a folder of this machine, which is made with the first one: `<name>.json`, the digest of the rest
 * in its first line. What is not there, or not what was written, was never remembered.
 */
export class MemoFolder {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  get(name: string): unknown {
    try {
      const text = readFileSync(this.#fileOf(name), "utf8")
      const end = text.indexOf("\n")
      const body = text.slice(end + 1)
      return digestOf(`${name}\n${body}`) === text.slice(0, end) ? JSON.parse(body) : undefined
    } catch {
      return undefined
    }
  }

  /** Where it cannot be written, it is not remembered. */
  async put(name: string, value: object): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true })
      const body = JSON.stringify(value)
      const partial = `${this.#fileOf(name)}.${process.pid}.partial`
      await writeFile(partial, `${digestOf(`${name}\n${body}`)}\n${body}`)
      await rename(partial, this.#fileOf(name))
      await this.#removeOldest()
    } catch {
      // The next run finds it out again.
    }
  }

  #fileOf(name: string): string {
    return join(this.#folder, `${name}.json`)
  }

  async #removeOldest(): Promise<void> {
    const names = await readdir(this.#folder)
    if (names.length <= MOST) return
    const aged = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(join(this.#folder, name))).mtimeMs })),
    )
    const oldest = aged.sort((a, b) => b.at - a.at).slice(MOST)
    await Promise.all(oldest.map(({ name }) => rm(join(this.#folder, name), { force: true })))
  }
}
