import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { RunRig } from "../../../test/support/run-rig.ts"
import { openRepository } from "./open-repository.ts"
import { putAmbiguousCommits, putObject } from "./testing/raw-git.ts"

describe("resolving a ref", () => {
  test("branches, tags, full names, HEAD and ids lead to their commit", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    const [commit, tree] = rig.git("rev-parse", "HEAD", "HEAD^{tree}").split("\n") as [string, string]
    rig.git("tag", "light")
    rig.git("tag", "--annotate", "--message=one", "annotated")
    rig.git("tag", "--annotate", "--message=two", "nested", "annotated")
    rig.git("tag", "tree", tree)
    rig.git("update-ref", "refs/remotes/origin/topic", commit)
    const repository = valueFrom(await openRepository(rig.folder))
    const found = async (ref: string) => valueFrom(await repository.resolve(ref))
    assert.deepEqual(await found("main"), { commit, ref: "refs/heads/main" })
    assert.deepEqual(await found("refs/heads/main"), { commit, ref: "refs/heads/main" })
    assert.deepEqual(await found("HEAD"), { commit, ref: "refs/heads/main" })
    assert.deepEqual(await found("light"), { commit, ref: "refs/tags/light" })
    assert.deepEqual(await found("annotated"), { commit, ref: "refs/tags/annotated" })
    assert.deepEqual(await found("nested"), { commit, ref: "refs/tags/nested" })
    assert.deepEqual(await found("origin/topic"), { commit, ref: "refs/remotes/origin/topic" })
    assert.deepEqual(await found(commit), { commit, ref: null })
    assert.deepEqual(await found(commit.slice(0, 7)), { commit, ref: null })
    const nested = rig.git("rev-parse", "nested")
    assert.deepEqual(await found(nested), { commit, ref: null })
    failureFrom(await repository.resolve("tree"), "ref-unknown")
    failureFrom(await repository.resolve(tree), "ref-unknown")

    const refs = valueFrom(await repository.refs())
    assert.deepEqual(refs.get("refs/tags/nested"), { object: nested, commit })
    assert.deepEqual(refs.get("refs/tags/tree"), { object: tree, commit: null })
    assert.equal(refs.has("refs/remotes/origin/topic"), false)
  })

  test("a detached HEAD has no ref, and one without a commit says so", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    const commit = rig.git("rev-parse", "HEAD")
    const repository = valueFrom(await openRepository(rig.folder))
    rig.git("checkout", "--quiet", "--detach")
    assert.deepEqual(valueFrom(await repository.resolve("HEAD")), { commit, ref: null })
    rig.git("checkout", "--quiet", "--orphan", "empty")
    assert.match(failureFrom(await repository.resolve("HEAD"), "ref-unknown").message, /no commit yet/)
  })

  test("names that only a shell or git's own revision syntax would understand are names, or unknown", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    const first = rig.git("rev-parse", "HEAD")
    const commit = rig.commit({ "a.txt": "b" })
    const hostile = ["--upload-pack=x", "-d", "$(touch$IFS'pwned')", "a'b", 'a"b', "a;touch$IFS'pwned'", "`id`", "ä&|"]
    for (const name of hostile) rig.git("update-ref", `refs/heads/${name}`, first)
    const repository = valueFrom(await openRepository(rig.folder))
    for (const name of hostile) {
      assert.deepEqual(valueFrom(await repository.resolve(name)), { commit: first, ref: `refs/heads/${name}` })
    }
    assert.equal(valueFrom(await repository.refs()).size, hostile.length + 1)
    const revisions = ["main~1", "main^", "main^{commit}", "@", "@{-1}", "main@{0}", "HEAD~1", ":/change", "main:a.txt"]
    const malformed = ["", " ", "main ", "ma in", "main\n", "m*", "refs/heads/*", "a..b", "main..", "../main", "\0"]
    for (const ref of [...revisions, ...malformed, "--all", "-", "HEAD:a.txt", commit.toUpperCase()]) {
      failureFrom(await repository.resolve(ref), "ref-unknown")
    }
    assert.equal(existsSync(join(rig.folder, "pwned")), false)
  })

  test("an unknown name suggests the nearest", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    rig.git("branch", "feature/hello")
    const repository = valueFrom(await openRepository(rig.folder))
    const { message, hint } = failureFrom(await repository.resolve("feature/helo"), "ref-unknown")
    assert.equal(message, "there is no branch, tag or commit 'feature/helo'")
    assert.match(hint ?? "", /feature\/hello/)
    failureFrom(await repository.resolve("feature"), "ref-unknown")
    failureFrom(await repository.resolve("0".repeat(40)), "ref-unknown")
  })

  test("a name with several meanings is refused, and an id never taken for a name", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    const first = rig.git("rev-parse", "HEAD")
    const second = rig.commit({ "a.txt": "b" })
    rig.git("branch", "same")
    rig.git("tag", "same")
    rig.git("branch", "other", first)
    rig.git("tag", "other", second)
    rig.git("update-ref", `refs/heads/${first}`, second)
    rig.git("update-ref", `refs/heads/${first.slice(0, 8)}`, second)
    const repository = valueFrom(await openRepository(rig.folder))
    assert.deepEqual(valueFrom(await repository.resolve("same")), { commit: second, ref: "refs/heads/same" })
    const { message } = failureFrom(await repository.resolve("other"), "ref-unknown")
    assert.equal(message, "'other' can mean refs/heads/other or refs/tags/other")
    assert.deepEqual(valueFrom(await repository.resolve(first)), { commit: first, ref: null })
    failureFrom(await repository.resolve(first.slice(0, 8)), "ref-unknown")
  })

  test("the beginning of two ids is refused, one digit more is not", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    const prefix = putAmbiguousCommits(rig.folder, rig.git("rev-parse", "HEAD^{tree}"))
    const repository = valueFrom(await openRepository(rig.folder))
    const { message } = failureFrom(await repository.resolve(prefix), "ref-unknown")
    const meant = message.match(/[0-9a-f]{40}/g) ?? []
    assert.equal(meant.length, 2)
    for (const commit of meant) assert.equal(valueFrom(await repository.resolve(commit.slice(0, 12))).commit, commit)
    putObject(rig.folder, "blob", "some text")
    failureFrom(await repository.resolve(prefix.slice(0, 6)), "ref-unknown")
  })
})
