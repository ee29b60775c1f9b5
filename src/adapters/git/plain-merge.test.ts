import assert from "node:assert/strict"
import { test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { RunRig } from "../../../test/support/run-rig.ts"
import { openRepository } from "./open-repository.ts"

test("a merge is plain if it holds what git alone makes of its parents", async (t) => {
  const rig = RunRig.withFiles(t, { "a.txt": "1" })
  const first = rig.git("rev-parse", "HEAD")
  const repository = valueFrom(await openRepository(rig.folder))
  const isPlain = async (commit: string) => valueFrom(await repository.isPlainMerge(commit))
  rig.git("switch", "--quiet", "--create", "topic")
  rig.commit({ "b.txt": "1" })
  rig.git("switch", "--quiet", "main")
  rig.commit({ "c.txt": "1" })
  const merge = (branch: string, ...options: readonly string[]) => {
    rig.git("switch", "--quiet", "--create", branch, "main")
    rig.git("merge", "--quiet", "--no-ff", ...options, "--message=Merge", "topic")
  }
  merge("plain")
  assert.equal(await isPlain(rig.git("rev-parse", "HEAD")), true)
  merge("evil", "--no-commit")
  assert.equal(await isPlain(rig.commit({ "d.txt": "slipped in" })), false)
  rig.git("switch", "--quiet", "main")
  rig.commit({ "b.txt": "2" })
  merge("settled", "--strategy-option=ours")
  assert.equal(await isPlain(rig.git("rev-parse", "HEAD")), false, "somebody settled the conflict")
  assert.equal(await isPlain(first), false)
  failureFrom(await repository.isPlainMerge("0".repeat(40)), "ref-unknown")
})
