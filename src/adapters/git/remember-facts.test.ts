import assert from "node:assert/strict"
import { test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { RunRig } from "../../../test/support/run-rig.ts"
import type { Repository } from "../../ports/repository.ts"
import { openRepository } from "./open-repository.ts"
import { rememberFacts } from "./remember-facts.ts"

test("what never changes is asked of git once, and refs each time", async (t) => {
  const rig = RunRig.withFiles(t, { "a.txt": "a" })
  const first = rig.git("rev-parse", "HEAD")
  const asked: string[] = []
  const git = valueFrom(await openRepository(rig.folder))
  const observed: Repository = {
    ...git,
    commit: (commit) => {
      asked.push("commit")
      return git.commit(commit)
    },
    isAncestor: (ancestor, descendant) => {
      asked.push("isAncestor")
      return git.isAncestor(ancestor, descendant)
    },
  }
  const repository = rememberFacts(observed, () => undefined)
  const missing = "0".repeat(40)
  for (let count = 0; count < 2; count++) {
    assert.equal(valueFrom(await repository.commit(first)).commit, first)
    assert.equal(valueFrom(await repository.readText(first, "a.txt")), "a")
    assert.equal(valueFrom(await repository.readText(first, "b.txt")), undefined)
    assert.deepEqual(
      valueFrom(await repository.files(first)).map(({ path }) => path),
      ["a.txt"],
    )
    failureFrom(await repository.commit(missing), "ref-unknown")
  }
  // A failure may pass: the commit may be pushed later.
  assert.deepEqual(asked, ["commit", "commit", "commit"])

  const second = rig.commit({ "a.txt": "b" })
  assert.equal(valueFrom(await repository.resolve("main")).commit, second)
  assert.equal(valueFrom(await repository.readText(second, "a.txt")), "b")
  assert.equal(valueFrom(await repository.isAncestor(first, second)), true)
  assert.equal(valueFrom(await repository.isAncestor(second, first)), false)
  assert.equal(valueFrom(await repository.isAncestor(first, second)), true)
  assert.equal(asked.filter((one) => one === "isAncestor").length, 2)
})
