import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { readdirSync } from "node:fs"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { promisify } from "node:util"
import { jobCacheContract } from "../../../test/contracts/job-cache-contract.ts"
import { newEntry } from "../../../test/support/cache-entries.ts"
import { readTree, writeTree } from "../../../test/support/file-tree.ts"
import { digestOf } from "../../core/shared/digest.ts"
import { blobFileOf, cacheRig, KEY, keptCacheRig, LARGE } from "./testing/cache-rig.ts"

jobCacheContract("job cache in a folder", async () => {
  const opened = await cacheRig()
  let cache = opened.open()
  return {
    cache,
    reopen: async () => {
      await cache.close()
      cache = opened.open()
      return cache
    },
    warnings: opened.warnings,
    folder: opened.folder,
    [Symbol.asyncDispose]: async () => {
      await cache.close()
      await opened[Symbol.asyncDispose]()
    },
  }
})

describe("room in a job cache", () => {
  test("the least recently used go first; blobs that others name stay; no file is left over", async () => {
    await using opened = await cacheRig()
    const { folder, store } = opened
    const hour = 3_600_000
    const keys = ["a", "b", "c", "d"].map((name) => digestOf(name))
    const [a, b, c, d] = keys
    assert(a && b && c && d)
    writeTree(folder, { shared: "s".repeat(50_000) })
    for (const [index, key] of keys.entries()) {
      writeTree(folder, { own: `${index}`.repeat(50_000) })
      const cache = opened.open({ now: () => (index + 1) * 2 * hour, limit: 1e9 })
      await cache.keep(newEntry(key, folder, { outputs: ["own", "shared"] }))
      await cache.close()
    }
    const user = opened.open({ now: () => 20 * hour })
    await user.lookup([a])
    await user.close()
    await writeFile(`${blobFileOf(store, "s".repeat(50_000))}.partial`, "left by a crash")

    // Four entries of 100 kB each; 80 % of the limit is room for two of them.
    const full = opened.open({ now: () => 21 * hour, limit: 300_000 })
    await full.keep(newEntry(digestOf("e"), folder))
    await full.close()
    const later = opened.open()
    assert.deepEqual([...(await later.lookup(keys)).keys()].sort(), [a, d].sort())
    for (const key of [a, d]) assert.equal(await later.restore(key, join(folder, "to")), true)
    await later.close()
    const files = readdirSync(join(store, "blobs"), { recursive: true, withFileTypes: true })
    assert.equal(files.filter((file) => file.isFile()).length, 3, "two of their own, one shared")
    assert.deepEqual(opened.warnings, [])
  })

  test("a result that is larger than the limit does not stay, and does no harm", async () => {
    await using opened = await cacheRig()
    writeTree(opened.folder, { large: LARGE })
    const cache = opened.open({ limit: 1000 })
    await cache.keep(newEntry(KEY, opened.folder, { outputs: ["large"] }))
    await cache.close()
    assert.deepEqual(await opened.open().lookup([KEY]), new Map())
    assert.deepEqual(readTree(join(opened.store, "blobs")), {})
    assert.deepEqual(opened.warnings, [])
  })
})

test("results of another format are not looked at, and stay", async () => {
  await using opened = await keptCacheRig()
  const other = join(opened.store, "..", "v0")
  await mkdir(other)
  await writeFile(join(other, "index.db"), "of an older version")
  const cache = opened.open()
  assert.equal((await cache.lookup([KEY])).size, 1)
  await cache.close()
  assert.equal(await readFile(join(other, "index.db"), "utf8"), "of an older version")
  assert.deepEqual(opened.warnings, [])
})

test("processes that keep, restore and make room at the same time never restore anything wrong", async () => {
  await using opened = await cacheRig()
  const program = `
    import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
    import { LocalJobCache } from ${JSON.stringify(new URL("./local-job-cache.ts", import.meta.url).href)}
    import { digestOf } from ${JSON.stringify(new URL("../../core/shared/digest.ts", import.meta.url).href)}
    import { newEntry } from ${JSON.stringify(new URL("../../../test/support/cache-entries.ts", import.meta.url).href)}
    const [folder, name] = process.argv.slice(1)
    mkdirSync(folder + "/" + name)
    let hits = 0
    for (let round = 0; round < 30; round++) {
      const warn = (line) => console.log(line)
      const cache = new LocalJobCache({ folder: folder + "/cache", limit: 600_000, now: Date.now, warn })
      for (let number = 0; number < 5; number++) {
        const key = digestOf(String((round * 7 + number * 3) % 20))
        const content = key.repeat(number % 2 ? 1 : 1000)
        if (await cache.restore(key, folder + "/" + name)) {
          hits++
          const found = readFileSync(folder + "/" + name + "/out", "utf8")
          if (!found.startsWith(key)) throw new Error("restored something else")
        }
        writeFileSync(folder + "/" + name + "/out", content)
        await cache.keep(newEntry(key, folder + "/" + name, { outputs: ["out"] }))
      }
      await cache.close()
    }
    console.log("hits " + (hits > 0))`
  const node = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", program]
  const run = promisify(execFile)
  const ended = await Promise.all(["a", "b", "c"].map((name) => run(process.execPath, [...node, opened.folder, name])))
  for (const { stdout } of ended) assert.equal(stdout, "hits true\n", "no warning: nothing is ever half there")
})
