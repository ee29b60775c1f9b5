import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import { mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, test } from "node:test"
import { newEntry } from "../../../test/support/cache-entries.ts"
import { readTree } from "../../../test/support/file-tree.ts"
import { digestOf } from "../../core/shared/digest.ts"
import { ENTRY_FORMAT } from "./cache-entry.ts"
import { blobFileOf, type CacheRig, cacheRig, FORGOTTEN, KEY, keptCacheRig, LARGE } from "./testing/cache-rig.ts"

describe("what is damaged in a job cache is a miss with a warning", () => {
  const setBlob = "UPDATE blob SET bytes = ? WHERE digest = ?"
  const damages: Record<string, (opened: CacheRig) => unknown> = {
    "other bytes in the index": ({ sql }) => sql(setBlob, "other", digestOf("small")),
    "a missing row in the index": ({ sql }) => sql("DELETE FROM blob WHERE digest = ?", digestOf("small")),
    "other bytes in a file": ({ store }) => writeFile(blobFileOf(store, LARGE), "y".repeat(100_000)),
    "a file that was cut off": ({ store }) => truncate(blobFileOf(store, LARGE), 99_999),
    "a missing file": ({ store }) => rm(blobFileOf(store, LARGE)),
    "a folder in a file's place": async ({ store }) => {
      await rm(blobFileOf(store, LARGE))
      await mkdir(blobFileOf(store, LARGE))
    },
    "a damaged log": ({ sql }) => sql(setBlob, "other", digestOf("printed")),
  }
  for (const [what, damage] of Object.entries(damages)) {
    test(`${what}: nothing is restored, and the next result is kept as usual`, async () => {
      await using opened = await keptCacheRig()
      await damage(opened)
      const cache = opened.open()
      const to = join(opened.folder, "to")
      await mkdir(to)
      assert.equal(await cache.restore(KEY, to), false)
      assert.deepEqual(readTree(to), {}, "not even in part")
      assert.equal(opened.warnings.length, 1)
      assert.match(opened.warnings[0] ?? "", FORGOTTEN)
      assert.deepEqual(await cache.lookup([KEY]), new Map(), "it is forgotten")

      await cache.keep(newEntry(KEY, opened.folder, { outputs: ["small", "large"], log: "printed" }))
      await cache.close()
      const later = opened.open()
      assert.equal(await later.restore(KEY, to), true)
      assert.deepEqual(readTree(to), { small: "small", large: LARGE })
      assert.equal((await later.log(KEY))?.toString(), "printed")
      await later.close()
      assert.equal(opened.warnings.length, 1)
    })
  }

  test("only what names the damaged bytes is forgotten", async () => {
    await using opened = await keptCacheRig()
    const cache = opened.open()
    await cache.keep(newEntry(digestOf("other"), opened.folder, { outputs: ["large"] }))
    opened.sql(setBlob, "other", digestOf("small"))
    assert.equal(await cache.restore(KEY, opened.folder), false)
    assert.equal(await cache.restore(digestOf("other"), opened.folder), true)
    await cache.close()
  })

  const records: Record<string, (opened: CacheRig) => void> = {
    "a changed record": ({ sql }) => sql("UPDATE entry SET body = replace(body, 'laptop', 'laptoq')"),
    "a record that was cut off": ({ sql }) => sql("UPDATE entry SET body = substr(body, 1, 40)"),
    "an empty record": ({ sql }) => sql("UPDATE entry SET body = ''"),
    "another digest": ({ sql }) => sql("UPDATE entry SET digest = ?", digestOf("other")),
  }
  for (const [what, damage] of Object.entries(records)) {
    test(`${what}: the result is not known`, async () => {
      await using opened = await keptCacheRig()
      damage(opened)
      const cache = opened.open()
      assert.deepEqual(await cache.lookup([KEY]), new Map())
      assert.match(opened.warnings.join("\n"), FORGOTTEN)
      assert.equal(await cache.restore(KEY, opened.folder), false)
      assert.equal(await cache.log(KEY), undefined)
      await cache.close()
    })
  }

  test("a whole record under another's key is not that key's", async () => {
    await using opened = await keptCacheRig()
    opened.sql("INSERT INTO entry SELECT ?, body, digest, size, used FROM entry", digestOf("other"))
    const cache = opened.open()
    assert.deepEqual(await cache.lookup([digestOf("other")]), new Map())
    assert.match(opened.warnings.join("\n"), FORGOTTEN)
    await cache.close()
  })

  const files: Record<string, (index: string) => unknown> = {
    "text in the index's place": (index) => writeFile(index, "this is no database".repeat(1000)),
    "an index that was cut off": (index) => truncate(index, 8192 + 100),
    "zeros at the index's beginning": (index) => overwrite(index, 0, Buffer.alloc(4096)),
    "noise in the index's middle": (index) => overwrite(index, 4096, Buffer.alloc(20_000, "noise")),
    "another program's database": async (index) => {
      await rm(index)
      const other = new DatabaseSync(index)
      other.exec("CREATE TABLE entry (something TEXT)")
      other.close()
    },
  }
  for (const [what, damage] of Object.entries(files)) {
    test(`${what}: the cache begins anew`, async () => {
      await using opened = await keptCacheRig()
      await damage(join(opened.store, "index.db"))
      const cache = opened.open()
      assert.deepEqual(await cache.lookup([KEY]), new Map())
      assert.match(opened.warnings.join("\n"), /^the cache of jobs is damaged, and begins anew: [^\n]+$/)
      await cache.keep(newEntry(KEY, opened.folder, { outputs: ["small", "large"] }))
      await cache.close()
      const later = opened.open()
      assert.equal((await later.lookup([KEY])).size, 1)
      assert.equal(await later.restore(KEY, join(opened.folder, "to")), true)
      await later.close()
      assert.equal(opened.warnings.length, 1)
      assert.deepEqual(await readdir(join(opened.store, "..")), [ENTRY_FORMAT])
    })
  }

  test("an empty index is an empty cache", async () => {
    await using opened = await keptCacheRig()
    await truncate(join(opened.store, "index.db"), 0)
    const cache = opened.open()
    assert.deepEqual(await cache.lookup([KEY]), new Map())
    await cache.close()
    assert.deepEqual(opened.warnings, [])
  })
})

async function overwrite(file: string, position: number, bytes: Buffer): Promise<void> {
  const content = await readFile(file)
  bytes.copy(content, position)
  await writeFile(file, content)
}

describe("a job cache whose folder cannot be used", () => {
  const obstacles: Record<string, (opened: CacheRig) => unknown> = {
    "a file is in its place": ({ store }) => writeFileSync(join(store, ".."), "in the way"),
    "a folder is in the index's place": ({ store }) => mkdir(join(store, "index.db"), { recursive: true }),
  }
  for (const [what, obstacle] of Object.entries(obstacles)) {
    test(`knows nothing, and says so once: ${what}`, async () => {
      await using opened = await cacheRig()
      await obstacle(opened)
      const cache = opened.open()
      for (const _ of [1, 2]) {
        await cache.keep(newEntry(KEY, opened.folder))
        assert.deepEqual(await cache.lookup([KEY]), new Map())
        assert.equal(await cache.restore(KEY, opened.folder), false)
        assert.equal(await cache.log(KEY), undefined)
      }
      await cache.close()
      assert.equal(opened.warnings.length, 1)
      assert.match(opened.warnings[0] ?? "", /^the cache of jobs cannot be used: [^\n]+$/)
    })
  }
})
