import assert from "node:assert/strict"
import { join } from "node:path"
import { describe, test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { RunRig } from "../../../test/support/run-rig.ts"
import { initBareRepository } from "./init-bare-repository.ts"
import { openRepository } from "./open-repository.ts"
import { assertNothingRan, runningCode, writeHook } from "./testing/running-code.ts"

describe("tagging", () => {
  test("an annotated tag by the person, which never moves", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "1" })
    const first = rig.git("rev-parse", "HEAD")
    const second = rig.commit({ "a.txt": "2" })
    const repository = valueFrom(await openRepository(rig.folder))
    const bob = { name: "Bob", email: "bob@example.com" }
    valueFrom(await repository.tag("v1.0.0", first, "Release 1.0.0\n\nnotes", bob))
    assert.equal(rig.git("cat-file", "-t", "v1.0.0"), "tag")
    assert.equal(rig.git("rev-parse", "v1.0.0^{commit}"), first)
    assert.equal(
      rig.git("for-each-ref", "--format=%(taggername) %(taggeremail) %(contents:subject)", "refs/tags/v1.0.0"),
      "Bob <bob@example.com> Release 1.0.0",
    )
    const object = rig.git("rev-parse", "v1.0.0")
    valueFrom(await repository.tag("v1.0.0", first, "again"))
    assert.match(failureFrom(await repository.tag("v1.0.0", second, "moved"), "name-moves").message, /cannot move/)
    assert.equal(rig.git("rev-parse", "v1.0.0"), object)
  })

  test("a lightweight tag on the same commit is fine, one on something else is not", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "1" })
    const commit = rig.git("rev-parse", "HEAD")
    rig.git("tag", "light")
    rig.git("tag", "tree", "HEAD^{tree}")
    const repository = valueFrom(await openRepository(rig.folder))
    valueFrom(await repository.tag("light", commit, "x"))
    assert.equal(rig.git("cat-file", "-t", "light"), "commit")
    failureFrom(await repository.tag("tree", commit, "x"), "name-moves")
  })

  test("of two who tag different commits at once, one is told that the name is taken", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "1" })
    const first = rig.git("rev-parse", "HEAD")
    const second = rig.commit({ "a.txt": "2" })
    const repository = valueFrom(await openRepository(rig.folder))
    const answers = await Promise.all([first, second].map((commit) => repository.tag("v1", commit, "x")))
    assert.equal(answers.filter(({ ok }) => ok).length, 1)
    const refused = answers.find(({ ok }) => !ok)
    if (refused) failureFrom(refused, "name-moves")
    assert.equal(rig.git("rev-parse", "v1^{commit}"), answers[0]?.ok ? first : second)
  })

  test("names that are none, and people who write into other fields", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "1" })
    const commit = rig.git("rev-parse", "HEAD")
    const repository = valueFrom(await openRepository(rig.folder))
    for (const name of ["", "-d", "--force", "a b", "a..b", "x.lock", "../heads/main", "a\nb", "a~1", "@{1}", "/a"]) {
      failureFrom(await repository.tag(name, commit, "x"), "argument-invalid")
    }
    failureFrom(await repository.tag("v1", "main", "x"), "ref-unknown")
    assert.equal((await repository.tag("v1", "1".repeat(40), "x")).ok, false)
    const person = { name: "Eve <root@localhost> 0 +0000\nobject x", email: "e>\n\nve" }
    valueFrom(await repository.tag("v1", commit, "message\u0000\nobject y", person))
    assert.equal(rig.git("rev-parse", "v1^{commit}"), commit)
    assert.match(rig.git("cat-file", "tag", "v1"), /^tagger Eve root@localhost 0 \+0000object x <eve> \d+ \+0000$/m)
    valueFrom(await repository.tag("v2", commit, "x", { name: "", email: "" }))
  })

  test("no hook and no signing program of the repository is run", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "1" })
    const commit = rig.git("rev-parse", "HEAD")
    rig.git("config", "tag.gpgSign", "true")
    rig.git("config", "core.hooksPath", ".git/hooks")
    runningCode(rig, ["gpg.program", "core.editor"])
    writeHook(rig, "reference-transaction")
    const repository = valueFrom(await openRepository(rig.folder))
    valueFrom(await repository.tag("v1", commit, "x"))
    valueFrom(await repository.setHead("other"))
    assertNothingRan(rig)
  })
})

describe("the server's own repository", () => {
  test("is bare, has no hooks of a template, and stays as it is when it is opened again", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "1" })
    const folder = join(rig.folder, "..", "server.git")
    const created = valueFrom(await initBareRepository(folder, { defaultBranch: "main" }))
    failureFrom(await created.resolve("HEAD"), "ref-unknown")
    rig.git("push", "--quiet", folder, "main")
    const again = valueFrom(await initBareRepository(folder, { defaultBranch: "trunk" }))
    assert.deepEqual(valueFrom(await again.resolve("HEAD")), {
      commit: rig.git("rev-parse", "HEAD"),
      ref: "refs/heads/main",
    })
    valueFrom(await again.setHead("release/next"))
    assert.equal(rig.git("--git-dir", folder, "symbolic-ref", "HEAD"), "refs/heads/release/next")
    failureFrom(await again.setHead("-x y"), "argument-invalid")
    failureFrom(await initBareRepository(join(folder, "x"), { defaultBranch: "a b" }), "argument-invalid")
  })
})
