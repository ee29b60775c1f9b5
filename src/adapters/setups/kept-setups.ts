import { randomUUID } from "node:crypto"
import { readdir, rename, rm } from "node:fs/promises"
import { join } from "node:path"

/** The setups that a `LocalSetupStore` keeps below its root, as paths from there: `<Node version>/<key>`. */
export async function keptSetups(root: string): Promise<readonly string[]> {
  const versions = await readdir(root).catch(() => [])
  const kept = await Promise.all(
    versions.map(async (version) => (await readdir(join(root, version))).map((key) => join(version, key))),
  )
  return kept.flat().filter((path) => /[0-9a-f]{64}$/.test(path))
}

/** Removes them all and says how many there were. None is found half gone: each leaves its place first. */
export async function clearSetups(root: string): Promise<number> {
  const kept = await keptSetups(root)
  for (const path of kept) {
    const leaving = join(root, `${path}.${randomUUID()}`)
    await rename(join(root, path), leaving)
    await rm(leaving, { recursive: true, force: true })
  }
  return kept.length
}
