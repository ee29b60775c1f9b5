import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdir, mkdtemp, rename, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { digestOf } from "../../src/core/shared/digest.ts"
import type { JobCache } from "../../src/ports/job-cache.ts"
import { newEntry, sampleResult } from "../support/cache-entries.ts"
import { type FileTree, link, readTree, writeTree } from "../support/file-tree.ts"

/** An empty cache. */
export interface OpenJobCache extends AsyncDisposable {
  readonly cache: JobCache
  /** Closes the cache and opens what it has left, as the next run does. */
  reopen(): Promise<JobCache>
  /** What was complained of. */
  readonly warnings: readonly string[]
  /** An existing folder for whatever a test needs. */
  readonly folder: string
}

const KEY = digestOf("key")

const treesThatCanBeKept: Record<string, FileTree> = {
  "no file at all": {},
  "files in folders": { "dist/index.js": "a", "dist/deep/er/still.txt": "b" },
  "an empty file": { empty: "" },
  "a file of 32 KiB, and one that is a byte longer": { a: "x".repeat(32 * 1024), b: "x".repeat(32 * 1024 + 1) },
  "a file of 5 MB": { large: "0123456789".repeat(500_000) },
  "the same content twice": { a: "same", b: "same" },
  "an executable": { "bin/tool": { text: "#!/bin/sh\n", executable: true } },
  "a link to a file beside it": { "lib/real.so.1": "so", "lib/real.so": link("real.so.1") },
  "a link to a folder": { "v1/file": "1", current: link("v1") },
  "a link upwards that stays inside": { "a/b/up": link("../../top"), top: "t" },
  "a link to nothing": { "bin/gone": link("nothing") },
  "names that are hard to write": {
    "spaces and 'quotes' \"too\"": "1",
    "größe/日本語/🚀.txt": "2",
    "new\nline": "3",
    "..dots": "4",
    "-rf": "5",
    "back\\slash": "6",
    __proto__file: "7",
  },
}

/** What every cache of jobs must do. */
export function jobCacheContract(name: string, open: () => Promise<OpenJobCache>): void {
  describe(name, () => {
    test("what was never kept is not known", async () => {
      await using opened = await open()
      const { cache, folder, warnings } = opened
      assert.deepEqual(await cache.lookup([]), new Map())
      assert.deepEqual(await cache.lookup([KEY]), new Map())
      assert.equal(await cache.restore(KEY, folder), false)
      assert.equal(await cache.log(KEY), undefined)
      assert.deepEqual(readTree(folder), {})
      assert.deepEqual(warnings, [])
    })

    test("a result is known at once and in later runs, with everything that it says", async () => {
      await using opened = await open()
      const { cache, folder } = opened
      const image = { digest: digestOf("image"), facts: { npm: "11" } }
      const tests = { passed: 3, failed: 0, skipped: 1, failing: [], flaky: ["größer"] }
      const rich = sampleResult({ image, tests, exitCode: null, coverage: { covered: 1, total: 3 } })
      await cache.keep(newEntry(KEY, folder, { result: rich }))
      await cache.keep(newEntry(digestOf("other"), folder))
      const keys = [digestOf("absent"), KEY]
      assert.deepEqual(await cache.lookup(keys), new Map([[KEY, rich]]))
      assert.deepEqual(await (await opened.reopen()).lookup(keys), new Map([[KEY, rich]]))
    })

    for (const [what, tree] of Object.entries(treesThatCanBeKept)) {
      test(`outputs come back as they were: ${what}`, async () => {
        await using opened = await open()
        const [from, now, later] = await Promise.all([1, 2, 3].map(() => mkdtemp(join(opened.folder, "tree-"))))
        assert(from && now && later)
        writeTree(from, tree)
        await opened.cache.keep(newEntry(KEY, from, { outputs: Object.keys(tree) }))
        assert.equal(await opened.cache.restore(KEY, now), true)
        assert.deepEqual(readTree(now), readTree(from))
        assert.equal(await (await opened.reopen()).restore(KEY, later), true)
        assert.deepEqual(readTree(later), readTree(from))
        assert.deepEqual(opened.warnings, [])
      })
    }

    test("what is kept is what was there then, whatever becomes of the files", async () => {
      await using opened = await open()
      const { cache, folder } = opened
      writeTree(folder, { out: "then" })
      await cache.keep(newEntry(KEY, folder, { outputs: ["out"] }))
      writeTree(folder, { out: "now" })
      assert.equal(await cache.restore(KEY, folder), true)
      assert.deepEqual(readTree(folder), { out: "then" })
    })

    test("what is kept again replaces what was kept before", async () => {
      await using opened = await open()
      const { cache, folder } = opened
      writeTree(folder, { old: "1", out: "1" })
      await cache.keep(newEntry(KEY, folder, { outputs: ["old", "out"], log: "first" }))
      writeTree(folder, { out: "2" })
      await cache.keep(newEntry(KEY, folder, { outputs: ["out"], log: "second" }))
      const later = await opened.reopen()
      const empty = await mkdtemp(join(folder, "tree-"))
      assert.equal(await later.restore(KEY, empty), true)
      assert.deepEqual(readTree(empty), { out: "2" })
      assert.equal((await later.log(KEY))?.toString(), "second")
    })

    test("a log comes back byte by byte, the empty one too", async () => {
      await using opened = await open()
      const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 256))
      await opened.cache.keep(newEntry(KEY, opened.folder, { log: bytes }))
      await opened.cache.keep(newEntry(digestOf("silent"), opened.folder, { log: "" }))
      const later = await opened.reopen()
      assert.deepEqual(await later.log(KEY), bytes)
      assert.deepEqual(await later.log(digestOf("silent")), Buffer.alloc(0))
    })

    test("outputs take the place of whatever is there, and all else stays", async () => {
      await using opened = await open()
      const { cache, folder } = opened
      const [from, to] = [join(folder, "from"), join(folder, "to")]
      writeTree(from, { file: "new", "dir/a": "new", "deep/dir/b": "new", link: link("file") })
      await cache.keep(newEntry(KEY, from, { outputs: ["file", "dir/a", "deep/dir/b", "link"] }))
      writeTree(to, { "file/was/a/folder": "old", dir: "was a file", "deep/dir/b": { text: "old", executable: true } })
      writeTree(to, { "deep/dir/stays": "old", "link/was/a/folder": "old" })
      assert.equal(await cache.restore(KEY, to), true)
      assert.deepEqual(readTree(to), { ...readTree(from), "deep/dir/stays": "old" })
    })

    test("nothing is written through a link, neither at the end of a path nor on the way", async () => {
      await using opened = await open()
      const { cache, folder } = opened
      const [from, to, outside] = [join(folder, "from"), join(folder, "to"), join(folder, "outside")]
      writeTree(from, { file: "new", "dir/a": "new", "far/dir/b": "new" })
      await cache.keep(newEntry(KEY, from, { outputs: ["file", "dir/a", "far/dir/b"] }))
      writeTree(outside, { file: "mine", "folder/a": "mine" })
      writeTree(to, { file: link("../outside/file"), dir: link("../outside/folder"), far: link(outside) })
      assert.equal(await cache.restore(KEY, to), true)
      assert.deepEqual(readTree(to), readTree(from))
      assert.deepEqual(readTree(outside), { file: "mine", "folder/a": "mine" })
    })

    test("outputs that could not be put back as they are leave the result unknown", async () => {
      await using opened = await open()
      const { cache, folder } = opened
      const inside = join(folder, "inside")
      writeTree(folder, { "outside.txt": "x" })
      writeTree(inside, { out: link("../outside.txt"), deep: link("a/../../outside.txt"), root: link("/etc/passwd") })
      writeTree(inside, { "folder/file": "x" })
      execFileSync("mkfifo", [join(inside, "pipe")])
      const hopeless = [
        "out",
        "deep",
        "root",
        "folder",
        "pipe",
        "absent",
        "../outside.txt",
        join(folder, "outside.txt"),
      ]
      for (const output of hopeless) {
        const key = digestOf(output)
        await cache.keep(newEntry(key, inside, { outputs: ["folder/file", output] }))
        assert.deepEqual(await cache.lookup([key]), new Map(), output)
      }
      assert.equal(opened.warnings.length, hopeless.length, opened.warnings.join("\n"))
      for (const warning of opened.warnings) assert.match(warning, /^a result is not kept: [^\n]+$/)
    })

    test("many results at once, some of them very often, are all there afterwards", async () => {
      await using opened = await open()
      const { cache, folder } = opened
      const keys = Array.from({ length: 350 }, (_, index) => digestOf(`${index}`))
      await Promise.all(
        [...keys, ...keys.slice(0, 50)].map(async (key, index) => {
          const from = join(folder, `${index}`)
          await mkdir(from)
          await writeFile(join(from, "out"), key)
          await cache.keep(newEntry(key, from, { outputs: ["out"] }))
          await rename(from, `${from}-done`)
        }),
      )
      const later = await opened.reopen()
      assert.equal((await later.lookup(keys)).size, keys.length)
      const to = join(folder, "to")
      for (const key of keys) {
        assert.equal(await later.restore(key, to), true)
        assert.deepEqual(readTree(to), { out: key })
      }
    })
  })
}
