import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { digestOf } from "../../core/shared/digest.ts"
import type { DefinitionMemo } from "../../ports/definition-memo.ts"

/** How many are kept. */
const MOST = 20

/**
 * A memo in a folder of this machine: `<oid>-<build>.json`, the digest of the rest in its first line. `build` names the
 * program that parses: another one may see another definition in the same text.
 */
export function localDefinitionMemo(folder: string, build: string): DefinitionMemo {
  const fileOf = (oid: string) => join(folder, `${oid}-${build.slice(0, 16)}.json`)
  return {
    async get(oid) {
      const text = await readFile(fileOf(oid), "utf8").catch(() => "")
      const end = text.indexOf("\n")
      const body = text.slice(end + 1)
      return end > 0 && digestOf(body) === text.slice(0, end) ? JSON.parse(body) : undefined
    },
    async put(oid, definition) {
      try {
        await mkdir(folder, { recursive: true })
        const body = JSON.stringify(definition)
        const partial = `${fileOf(oid)}.${process.pid}.partial`
        await writeFile(partial, `${digestOf(body)}\n${body}`)
        await rename(partial, fileOf(oid))
        await removeOldest(folder)
      } catch {
        // The next run parses again.
      }
    },
  }
}

async function removeOldest(folder: string): Promise<void> {
  const names = await readdir(folder)
  if (names.length <= MOST) return
  const aged = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })))
  const oldest = aged.sort((a, b) => b.at - a.at).slice(MOST)
  await Promise.all(oldest.map(({ name }) => rm(join(folder, name), { force: true })))
}
