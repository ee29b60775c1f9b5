import { execFile } from "node:child_process"
import { randomUUID } from "node:crypto"
import { access, mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises"
import { dirname, join, relative } from "node:path"
import { promisify } from "node:util"
import { hexOf } from "../../core/shared/digest.ts"
import type { SetupPlace, SetupStore } from "../../ports/setup-store.ts"
import { isDetermined } from "./is-determined.ts"

/** Lock files whose setups are kept; the least recently used goes first. */
const KEPT = 8
const DONE = ".complete"

const run = promisify(execFile)

/**
 * Setups kept as copies of their `node_modules` folders below `<root>/<Node version>/<key>/`. Copies, not links: a job
 * that writes into its `node_modules` changes nobody else's. One writer's partial copy is never taken.
 */
export class LocalSetupStore implements SetupStore {
  readonly #root: string

  constructor(root: string) {
    this.#root = join(root, `${process.version}-${process.platform}-${process.arch}`)
  }

  async restore(place: SetupPlace): Promise<boolean> {
    const kept = join(this.#root, hexOf(place.key))
    if (!(await exists(join(kept, DONE))) || !(await isDetermined(place.command, place.folder))) return false
    const now = new Date()
    await utimes(kept, now, now)
    for (const modules of await modulesOf(kept)) {
      const there = join(place.folder, relative(kept, modules))
      await rm(there, { recursive: true, force: true })
      await copy(modules, there)
    }
    return true
  }

  async keep(place: SetupPlace): Promise<void> {
    const kept = join(this.#root, hexOf(place.key))
    if ((await exists(kept)) || !(await isDetermined(place.command, place.folder))) return
    const partial = `${kept}.${randomUUID()}`
    try {
      const found = await modulesOf(place.folder)
      if (found.length === 0) return
      for (const modules of found) await copy(modules, join(partial, relative(place.folder, modules)))
      await writeFile(join(partial, DONE), "")
      // Fails where another run was faster, which kept the same.
      await rename(partial, kept).catch(() => {})
    } finally {
      await rm(partial, { recursive: true, force: true })
    }
    await this.#removeOldest()
  }

  async #removeOldest(): Promise<void> {
    const names = await readdir(this.#root)
    const aged = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(join(this.#root, name))).mtimeMs })),
    )
    const old = aged.sort((a, b) => b.at - a.at).slice(KEPT)
    for (const { name } of old) await rm(join(this.#root, name), { recursive: true, force: true })
  }
}

/** The `node_modules` at or below a folder, not those inside of others. */
async function modulesOf(folder: string): Promise<readonly string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const found = entries.map(async ({ name }) => {
    if (name === "node_modules") return [join(folder, name)]
    return name.startsWith(".") ? [] : modulesOf(join(folder, name))
  })
  return (await Promise.all(found)).flat()
}

/** Thousands of small files: `cp` takes a fifth of the time of Node's own copy, and shares blocks where it can. */
async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await run("cp", ["-a", "--", from, to])
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
