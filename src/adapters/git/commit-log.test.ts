import assert from "node:assert/strict"
import { join } from "node:path"
import { describe, test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { RunRig } from "../../../test/support/run-rig.ts"
import { openRepository } from "./open-repository.ts"
import { putObject } from "./testing/raw-git.ts"
import { assertNothingRan, runningCode } from "./testing/running-code.ts"

describe("commits", () => {
  test("facts and order, between two commits and up to one", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "1" })
    const first = rig.git("rev-parse", "HEAD")
    const second = rig.commit({ "a.txt": "2" })
    const third = rig.commit({ "a.txt": "3" })
    const repository = valueFrom(await openRepository(rig.folder))
    const ids = async (from: string | null, to: string, limit = 10) =>
      valueFrom(await repository.log(from, to, limit)).map(({ commit }) => commit)
    assert.deepEqual(await ids(first, third), [third, second])
    assert.deepEqual(await ids(null, third), [third, second, first])
    assert.deepEqual(await ids(null, third, 1), [third])
    assert.deepEqual(await ids(third, first), [])
    const facts = valueFrom(await repository.commit(second))
    assert.deepEqual(facts.parents, [first])
    assert.equal(facts.tree, rig.git("rev-parse", `${second}^{tree}`))
    assert.deepEqual(facts.author, { name: "Test", email: "test@example.com" })
    assert.equal(facts.subject, "change")
    assert.equal(facts.committedAt, Number(rig.git("log", "-1", "--format=%ct", second)) * 1000)
    assert.equal(valueFrom(await repository.isAncestor(first, third)), true)
    assert.equal(valueFrom(await repository.isAncestor(third, first)), false)
    assert.equal(valueFrom(await repository.isAncestor(third, third)), true)
  })

  test("only whole ids of commits are taken", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "1" })
    const commit = rig.git("rev-parse", "HEAD")
    rig.git("tag", "--annotate", "--message=x", "v1")
    const repository = valueFrom(await openRepository(rig.folder))
    for (const other of [
      "main",
      "--all",
      commit.slice(0, 12),
      rig.git("rev-parse", "HEAD^{tree}"),
      rig.git("rev-parse", "v1"),
      "1".repeat(40),
    ]) {
      failureFrom(await repository.commit(other), "ref-unknown")
      failureFrom(await repository.log(null, other, 1), "ref-unknown")
      failureFrom(await repository.log(other, commit, 1), "ref-unknown")
      failureFrom(await repository.isAncestor(other, commit), "ref-unknown")
    }
  })

  test("what a commit's author wrote stays in its own field", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "1" })
    const tree = rig.git("rev-parse", "HEAD^{tree}")
    const person = "%H%x00 $(touch pwned) \u001b[31m <a@b> 1000000000 +0000"
    const message = "\u001b]0;title\u0007 %n%H\ttab\n\nmore"
    const commit = putObject(
      rig.folder,
      "commit",
      `tree ${tree}\nauthor ${person}\ncommitter ${person}\n\n${message}\n`,
    )
    runningCode(rig, ["gpg.program", "core.pager"])
    rig.git("config", "log.showSignature", "true")
    rig.git("config", "log.showRoot", "true")
    rig.git("config", "log.date", "relative")
    const facts = valueFrom(await valueFrom(await openRepository(rig.folder)).commit(commit))
    assert.equal(facts.author.name, "%H%x00 $(touch pwned) \u001b[31m")
    assert.equal(facts.author.email, "a@b")
    assert.equal(facts.subject, "\u001b]0;title\u0007 %n%H\ttab")
    assert.equal(facts.committedAt, 1_000_000_000_000)
    assertNothingRan(rig)
  })

  test("beyond what a shallow clone holds, commits are unknown", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "1" })
    const first = rig.git("rev-parse", "HEAD")
    const second = rig.commit({ "a.txt": "2" })
    const shallow = join(rig.folder, "..", "shallow")
    rig.git("clone", "--quiet", "--depth=1", `file://${rig.folder}`, shallow)
    const repository = valueFrom(await openRepository(shallow))
    assert.deepEqual(
      valueFrom(await repository.log(null, second, 10)).map(({ commit }) => commit),
      [second],
    )
    failureFrom(await repository.isAncestor(first, second), "ref-unknown")
    valueFrom(await repository.checkout(second, join(rig.folder, "..", "out")))
    assert.equal(valueFrom(await repository.workingTree()).isCommitted, true)
  })
})
