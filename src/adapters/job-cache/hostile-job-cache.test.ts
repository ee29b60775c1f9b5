import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { digestOf } from "../../core/shared/digest.ts"
import type { CacheEntry } from "../../ports/shared-results.ts"
import { encodeEntry } from "./cache-entry.ts"
import { FORGOTTEN, KEY, keptCacheRig } from "./testing/cache-rig.ts"

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
      await using opened = await keptCacheRig()
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
      await using opened = await keptCacheRig()
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
