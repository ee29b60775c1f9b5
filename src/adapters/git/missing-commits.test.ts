import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { RunRig } from "../../../test/support/run-rig.ts"
import { openRepository } from "./open-repository.ts"

describe("what a commit lacks of a branch", () => {
  test("is what was neither merged, cherry-picked nor squashed", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "1", "b.txt": "1" })
    rig.git("switch", "--quiet", "--create", "hotfix/a")
    const one = rig.commit({ "a.txt": "2" })
    const two = rig.commit({ "b.txt": "2" })
    const repository = valueFrom(await openRepository(rig.folder))
    const missingIn = async (within: string, limit = 10) =>
      valueFrom(await repository.missingCommits(two, within, limit)).map(({ commit }) => commit)
    const from = (branch: string) => rig.git("switch", "--quiet", "--create", branch, "main")

    rig.git("switch", "--quiet", "main")
    const other = rig.commit({ "c.txt": "1" })
    assert.deepEqual(await missingIn(other), [two, one])
    assert.deepEqual(await missingIn(other, 1), [two])

    from("merged")
    rig.git("merge", "--quiet", "--no-ff", "--message=Merge", "hotfix/a")
    assert.deepEqual(await missingIn(rig.git("rev-parse", "HEAD")), [])
    from("picked")
    rig.git("cherry-pick", one)
    assert.deepEqual(await missingIn(rig.git("rev-parse", "HEAD")), [two])
    rig.git("cherry-pick", two)
    assert.deepEqual(await missingIn(rig.git("rev-parse", "HEAD")), [])
    from("squashed")
    rig.git("merge", "--quiet", "--squash", "hotfix/a")
    assert.deepEqual(await missingIn(rig.commit({ "d.txt": "1" })), [])
    from("half")
    assert.deepEqual(await missingIn(rig.commit({ "a.txt": "2", "b.txt": "3" })), [two, one])
  })

  test("is everything where they have nothing in common, and is asked for by whole ids", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "1" })
    const first = rig.git("rev-parse", "HEAD")
    rig.git("checkout", "--quiet", "--orphan", "other")
    const other = rig.commit({ "b.txt": "1" })
    const repository = valueFrom(await openRepository(rig.folder))
    const missing = valueFrom(await repository.missingCommits(other, first, 10))
    assert.deepEqual(
      missing.map(({ commit }) => commit),
      [other],
    )
    failureFrom(await repository.missingCommits("--all", first, 10), "ref-unknown")
    failureFrom(await repository.missingCommits(first, "0".repeat(40), 10), "ref-unknown")
  })
})
