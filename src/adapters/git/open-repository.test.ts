import assert from "node:assert/strict"
import { chownSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, type TestContext, test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { RunRig } from "../../../test/support/run-rig.ts"
import { openRepository } from "./open-repository.ts"
import { workTreeOf } from "./work-tree-of.ts"

/** Changes a variable of this process until the test ends. */
function setVariable(t: TestContext, name: string, value: string): void {
  const before = process.env[name]
  process.env[name] = value
  t.after(() => {
    if (before === undefined) delete process.env[name]
    else process.env[name] = before
  })
}

describe("opening a repository", () => {
  test("from any folder in it, and from none outside", async (t) => {
    const rig = RunRig.withFiles(t, { "deep/er/a.txt": "a" })
    for (const folder of [".", "deep", "deep/er"]) {
      assert.equal(valueFrom(await workTreeOf(join(rig.folder, folder))), rig.folder)
      const repository = valueFrom(await openRepository(join(rig.folder, folder)))
      assert.equal(valueFrom(await repository.resolve("main")).commit, rig.git("rev-parse", "HEAD"))
    }
    const outside = failureFrom(await openRepository(rig.home), "not-a-repository")
    assert.match(outside.message, /is not in a git repository/)
    failureFrom(await openRepository(join(rig.folder, "absent")), "not-a-repository")
    failureFrom(await openRepository(join(rig.folder, "deep/er/a.txt")), "not-a-repository")
    writeFileSync(join(rig.home, ".git"), "gitdir: nowhere\n")
    failureFrom(await openRepository(rig.home), "not-a-repository")
  })

  test("a bare one, and a linked worktree with an index of its own", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    const linked = join(rig.folder, "..", "linked")
    rig.git("worktree", "add", "--quiet", "-b", "other", linked)
    rig.write({ "a.txt": "changed here" })
    const there = valueFrom(await openRepository(linked))
    assert.equal(valueFrom(await there.workingTree()).isCommitted, true)
    writeFileSync(join(linked, "b.txt"), "b")
    assert.equal(valueFrom(await there.workingTree()).isCommitted, false)
    assert.equal(valueFrom(await there.resolve("HEAD")).ref, "refs/heads/other")
    const out = join(rig.folder, "..", "out")
    valueFrom(await there.checkout(valueFrom(await there.workingTree()).tree, out))
    assert.equal(readFileSync(join(out, "b.txt"), "utf8"), "b")

    const bare = join(rig.folder, "..", "bare.git")
    rig.git("clone", "--quiet", "--bare", rig.folder, bare)
    assert.equal(valueFrom(await workTreeOf(bare)), bare)
    assert.equal(valueFrom(await valueFrom(await openRepository(bare)).resolve("HEAD")).ref, "refs/heads/main")
  })

  test("the variables of a hook that we may be running in do not lead elsewhere", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    const other = RunRig.withFiles(t, { "a.txt": "other" })
    setVariable(t, "GIT_DIR", join(other.folder, ".git"))
    setVariable(t, "GIT_WORK_TREE", other.folder)
    setVariable(t, "GIT_INDEX_FILE", join(other.folder, ".git", "index"))
    const repository = valueFrom(await openRepository(rig.folder))
    assert.equal(valueFrom(await repository.resolve("HEAD")).commit, rig.git("rev-parse", "HEAD"))
    assert.equal(valueFrom(await repository.workingTree()).isCommitted, true)
  })

  test("without git", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    const repository = valueFrom(await openRepository(rig.folder))
    setVariable(t, "PATH", rig.home)
    const { hint } = failureFrom(await openRepository(rig.folder), "git-missing")
    assert.match(hint ?? "", /install git/)
    failureFrom(await repository.resolve("main"), "git-missing")
    failureFrom(await repository.workingTree(), "git-missing")
  })

  test("of somebody else, only if the person trusts it", async (t) => {
    if (process.getuid?.() !== 0) return t.skip("needs root, to give a folder to somebody else")
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    const commit = rig.git("rev-parse", "HEAD")
    for (const path of [rig.folder, join(rig.folder, ".git")]) chownSync(path, 65534, 65534)
    setVariable(t, "HOME", rig.home)
    const { message, hint } = failureFrom(await openRepository(rig.folder), "not-a-repository")
    assert.match(message, /does not trust/)
    assert.equal(hint, `git config --global --add safe.directory '${rig.folder}'`)
    writeFileSync(join(rig.home, ".gitconfig"), `[safe]\n\tdirectory = ${rig.folder}\n`)
    const trusted = valueFrom(await openRepository(rig.folder))
    assert.equal(valueFrom(await trusted.resolve("main")).commit, commit)
    assert.equal(valueFrom(await trusted.workingTree()).isCommitted, true)
  })

  test("a damaged one is errored, not empty", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    const repository = valueFrom(await openRepository(rig.folder))
    const commit = rig.git("rev-parse", "HEAD")
    const object = join(rig.folder, ".git", "objects", commit.slice(0, 2), commit.slice(2))
    rmSync(object)
    writeFileSync(object, "garbage")
    for (const answer of [await repository.refs(), await repository.commit(commit), await repository.files(commit)]) {
      failureFrom(answer, "git-failed")
    }
  })
})
