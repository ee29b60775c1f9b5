import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { readdirSync, writeFileSync } from "node:fs"
import { mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, test } from "node:test"
import { promisify } from "node:util"
import { jobCacheContract } from "../../../test/contracts/job-cache-contract.ts"
import { newEntry } from "../../../test/support/cache-entries.ts"
import { readTree, writeTree } from "../../../test/support/file-tree.ts"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { digestOf, hexOf } from "../../core/shared/digest.ts"
import { type CacheEntry, ENTRY_FORMAT, encodeEntry } from "./cache-entry.ts"
import { LocalJobCache, type LocalJobCacheOptions } from "./local-job-cache.ts"

const LARGE = "x".repeat(100_000)
const KEY = digestOf("key")

interface OpenRig extends AsyncDisposable {
  readonly folder: string
  /** Of the cache's present format. */
  readonly store: string
  readonly warnings: string[]
  open(more?: Partial<LocalJobCacheOptions>): LocalJobCache
  /** Does something to the index that the cache knows nothing of. */
  sql(statement: string, ...values: readonly string[]): void
}

async function rig(): Promise<OpenRig> {
  const base = await temporaryFolder()
  const cacheFolder = join(base.path, "cache")
  const store = join(cacheFolder, ENTRY_FORMAT)
  const folder = join(base.path, "folder")
  await mkdir(folder)
  const warnings: string[] = []
  const defaults = { folder: cacheFolder, limit: 1e9, now: Date.now, warn: (line: string) => void warnings.push(line) }
  return {
    ...{ folder, store, warnings },
    open: (more) => new LocalJobCache({ ...defaults, ...more }),
    sql: (statement, ...values) => {
      const database = new DatabaseSync(join(store, "index.db"))
      database.prepare(statement).run(...values)
      database.close()
    },
    [Symbol.asyncDispose]: base[Symbol.asyncDispose],
  }
}

jobCacheContract("job cache in a folder", async () => {
  const opened = await rig()
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

/** A closed cache in which `KEY` has a small and a large output and a log. */
async function keptRig(): Promise<OpenRig> {
  const opened = await rig()
  writeTree(opened.folder, { small: "small", large: LARGE })
  const cache = opened.open()
  await cache.keep(newEntry(KEY, opened.folder, { outputs: ["small", "large"], log: "printed" }))
  await cache.close()
  return opened
}

function blobFileOf(store: string, content: string): string {
  const hex = hexOf(digestOf(content))
  return join(store, "blobs", hex.slice(0, 2), hex.slice(2))
}

const FORGOTTEN = /^a cached result is forgotten, and its job runs again: [^\n]+$/

describe("what is damaged in a job cache is a miss with a warning", () => {
  const setBlob = "UPDATE blob SET bytes = ? WHERE digest = ?"
  const damages: Record<string, (opened: OpenRig) => unknown> = {
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
      await using opened = await keptRig()
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
    await using opened = await keptRig()
    const cache = opened.open()
    await cache.keep(newEntry(digestOf("other"), opened.folder, { outputs: ["large"] }))
    opened.sql(setBlob, "other", digestOf("small"))
    assert.equal(await cache.restore(KEY, opened.folder), false)
    assert.equal(await cache.restore(digestOf("other"), opened.folder), true)
    await cache.close()
  })

  const records: Record<string, (opened: OpenRig) => void> = {
    "a changed record": ({ sql }) => sql("UPDATE entry SET body = replace(body, 'laptop', 'laptoq')"),
    "a record that was cut off": ({ sql }) => sql("UPDATE entry SET body = substr(body, 1, 40)"),
    "an empty record": ({ sql }) => sql("UPDATE entry SET body = ''"),
    "another digest": ({ sql }) => sql("UPDATE entry SET digest = ?", digestOf("other")),
  }
  for (const [what, damage] of Object.entries(records)) {
    test(`${what}: the result is not known`, async () => {
      await using opened = await keptRig()
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
    await using opened = await keptRig()
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
      await using opened = await keptRig()
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
    await using opened = await keptRig()
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
  const obstacles: Record<string, (opened: OpenRig) => unknown> = {
    "a file is in its place": ({ store }) => writeFileSync(join(store, ".."), "in the way"),
    "a folder is in the index's place": ({ store }) => mkdir(join(store, "index.db"), { recursive: true }),
  }
  for (const [what, obstacle] of Object.entries(obstacles)) {
    test(`knows nothing, and says so once: ${what}`, async () => {
      await using opened = await rig()
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

describe("a hostile entry of a job cache", () => {
  const blob = { digest: digestOf("small"), executable: false }
  const outputs: Record<string, unknown[]> = {
    "a path upwards": [{ kind: "file", path: "../pwned", ...blob }],
    "a path that goes upwards later": [{ kind: "file", path: "a/../../pwned", ...blob }],
    "an absolute path": [{ kind: "file", path: "/tmp/pwned", ...blob }],
    "the directory itself": [{ kind: "file", path: ".", ...blob }],
    "an empty path": [{ kind: "file", path: "", ...blob }],
    "a zero byte": [{ kind: "file", path: "a\0b", ...blob }],
    "a path that is no text": [{ kind: "file", path: 7, ...blob }],
    "a link upwards": [{ kind: "link", path: "a", target: ".." }],
    "a link into a folder above": [{ kind: "link", path: "deep/a", target: "../../outside" }],
    "an absolute link": [{ kind: "link", path: "a", target: "/etc" }],
    "a file through its own link": [
      { kind: "link", path: "a", target: "b" },
      { kind: "file", path: "a/pwned", ...blob },
    ],
    "a link in place of a folder that was just made": [
      { kind: "file", path: "a/x", ...blob },
      { kind: "link", path: "a", target: "b" },
      { kind: "file", path: "a/pwned", ...blob },
    ],
    "a file through a link of the same name": [
      { kind: "link", path: "a", target: "b" },
      { kind: "file", path: "a", ...blob },
    ],
    "a blob that is no digest": [{ kind: "file", path: "a", executable: false, digest: "../../secret" }],
    "another kind": [{ kind: "device", path: "a" }],
    "something else": [null],
  }
  for (const [what, hostile] of Object.entries(outputs)) {
    test(`is not known, and writes nothing: ${what}`, async () => {
      await using opened = await keptRig()
      const { body, digest } = encodeEntry(KEY, hostileEntry({ outputs: hostile }))
      opened.sql("UPDATE entry SET body = ?, digest = ?", body, digest)
      const cache = opened.open()
      const to = join(opened.folder, "to")
      await mkdir(to)
      assert.equal(await cache.restore(KEY, to), false)
      assert.deepEqual(readdirSync(to), [])
      assert.deepEqual(await cache.lookup([KEY]), new Map())
      assert.match(opened.warnings.join("\n"), FORGOTTEN)
      assert.deepEqual(readdirSync(opened.folder).sort(), ["large", "small", "to"])
      await cache.close()
    })
  }

  for (const more of [{ result: null }, { result: 7 }, { outputs: {} }, { log: "../log" }, { outputs: undefined }]) {
    test(`is not known: ${JSON.stringify(more)}`, async () => {
      await using opened = await keptRig()
      const { body, digest } = encodeEntry(KEY, hostileEntry(more))
      opened.sql("UPDATE entry SET body = ?, digest = ?", body, digest)
      const cache = opened.open()
      assert.deepEqual(await cache.lookup([KEY]), new Map())
      assert.equal(await cache.log(KEY), undefined)
      await cache.close()
    })
  }
})

/** What the types forbid, as somebody else could have written it. */
function hostileEntry(more: Record<string, unknown>): CacheEntry {
  const entry = { result: {}, outputs: [], log: digestOf("printed"), ...more }
  return JSON.parse(JSON.stringify(entry))
}

describe("room in a job cache", () => {
  test("the least recently used go first; blobs that others name stay; no file is left over", async () => {
    await using opened = await rig()
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
    await using opened = await rig()
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
  await using opened = await keptRig()
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
  await using opened = await rig()
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
