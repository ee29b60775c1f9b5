import assert from "node:assert/strict"
import { join } from "node:path"
import { describe, test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { RunRig } from "../../../test/support/run-rig.ts"
import { openRepository } from "./open-repository.ts"

describe("what two commits have in common", () => {
  test("is the commit where the branches part", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "1" })
    const common = rig.git("rev-parse", "HEAD")
    rig.git("switch", "--quiet", "--create", "topic")
    const topic = rig.commit({ "b.txt": "1" })
    rig.git("switch", "--quiet", "main")
    const main = rig.commit({ "a.txt": "2" })
    const repository = valueFrom(await openRepository(rig.folder))
    assert.equal(valueFrom(await repository.mergeBase(main, topic)), common)
    assert.equal(valueFrom(await repository.mergeBase(topic, topic)), topic)
    assert.equal(valueFrom(await repository.mergeBase(common, topic)), common)
  })

  test("is nothing where histories have no commit in common, or a shallow clone ends before it", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "1" })
    const first = rig.git("rev-parse", "HEAD")
    rig.git("checkout", "--quiet", "--orphan", "other")
    const other = rig.commit({ "b.txt": "1" })
    const repository = valueFrom(await openRepository(rig.folder))
    assert.equal(valueFrom(await repository.mergeBase(first, other)), null)

    rig.git("switch", "--quiet", "--create", "topic", "main")
    rig.commit({ "b.txt": "1" })
    rig.git("switch", "--quiet", "main")
    rig.commit({ "a.txt": "2" })
    const shallow = join(rig.folder, "..", "shallow")
    rig.git("clone", "--quiet", "--depth=1", "--no-single-branch", `file://${rig.folder}`, shallow)
    const cut = valueFrom(await openRepository(shallow))
    const [main, topic] = [rig.git("rev-parse", "main"), rig.git("rev-parse", "topic")]
    assert.equal(valueFrom(await cut.mergeBase(main, topic)), null)
  })

  test("is asked for by whole ids that are here", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "1" })
    const first = rig.git("rev-parse", "HEAD")
    const repository = valueFrom(await openRepository(rig.folder))
    failureFrom(await repository.mergeBase("--all", first), "ref-unknown")
    failureFrom(await repository.mergeBase(first, "0".repeat(40)), "git-failed")
  })
})
