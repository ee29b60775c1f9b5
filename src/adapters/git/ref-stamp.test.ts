import assert from "node:assert/strict"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { RunRig } from "../../../test/support/run-rig.ts"
import { refStamp } from "./ref-stamp.ts"

/** Long after whatever has just changed. */
const LATER = Date.now() + 3_600_000

/** Each of them changes what HEAD, a branch or a tag means. */
const CHANGES: readonly (readonly [what: string, ...args: readonly string[]])[] = [
  ["a branch is made", "branch", "other"],
  ["a branch moves", "update-ref", "refs/heads/other", "HEAD^"],
  ["a branch in a folder is made", "branch", "feature/deep/one"],
  ["a branch in a folder moves", "update-ref", "refs/heads/feature/deep/one", "HEAD^"],
  ["a tag is made", "tag", "--annotate", "--message=one", "v1.0.0"],
  ["refs are packed", "pack-refs", "--all"],
  ["a packed branch moves", "update-ref", "refs/heads/feature/deep/one", "HEAD"],
  ["a packed branch goes", "branch", "--delete", "--force", "other"],
  ["HEAD names another branch", "symbolic-ref", "HEAD", "refs/heads/feature/deep/one"],
]

test("the stamp of refs is another one whenever one of them changes, and only then", (t) => {
  const rig = RunRig.withFiles(t, { a: "a" })
  rig.commit({ a: "b" })
  const folder = join(rig.folder, ".git")
  const seen = new Set([refStamp(folder, LATER)])
  for (const [what, ...args] of CHANGES) {
    rig.git(...args)
    const stamp = refStamp(folder, LATER)
    assert(stamp !== undefined && !seen.has(stamp), what)
    seen.add(stamp)
    rig.git("cat-file", "-t", "HEAD")
    assert.equal(refStamp(folder, LATER), stamp, `nothing happened since ${what}`)
  }
})

test("nobody can tell just after a change, or where refs are no files", (t) => {
  const rig = RunRig.withFiles(t, { a: "a" })
  const folder = join(rig.folder, ".git")
  const before = Date.now()
  rig.git("branch", "other")
  assert.equal(refStamp(folder, before), undefined)
  assert.notEqual(refStamp(folder, LATER), undefined)
  mkdirSync(join(folder, "reftable"))
  assert.equal(refStamp(folder, LATER), undefined)
})
