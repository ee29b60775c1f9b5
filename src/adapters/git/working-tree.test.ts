import assert from "node:assert/strict"
import { chmodSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { symlink } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { RunRig } from "../../../test/support/run-rig.ts"
import type { Repository } from "../../ports/repository.ts"
import { openRepository, openWorkTree } from "./open-repository.ts"
import { assertNothingRan, markingCommand, runningCode, writeHook } from "./testing/running-code.ts"

/** The tree, and the paths in which it differs from HEAD's. What is known of it from staging is what git says of the tree. */
async function look(rig: RunRig, folder = rig.folder) {
  const repository = valueFrom(await openRepository(folder))
  const { commit, ref, tree, isCommitted } = valueFrom(await repository.workingTree())
  assert.deepEqual({ commit, ref }, valueFrom(await repository.resolve("HEAD")))
  const before = await filesOf(repository, commit)
  const now = await filesOf(repository, tree)
  const another = valueFrom(await openRepository(folder))
  assert.deepEqual(valueFrom(await repository.files(tree)), valueFrom(await another.files(tree)))
  const changed = [...new Set([...before.keys(), ...now.keys()])].filter((path) => before.get(path) !== now.get(path))
  assert.equal(isCommitted, changed.length === 0)
  return { tree, changed }
}

async function filesOf(repository: Repository, treeish: string): Promise<Map<string, string>> {
  const files = valueFrom(await repository.files(treeish))
  return new Map(files.map(({ path, mode, oid }) => [path, `${mode} ${oid}`]))
}

describe("the working tree", () => {
  test("is HEAD's tree as long as nothing was changed", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a", "b/c.txt": "c" })
    assert.deepEqual(await look(rig), { tree: rig.git("rev-parse", "HEAD^{tree}"), changed: [] })
    assert.deepEqual((await look(rig, join(rig.folder, "b"))).changed, [])
  })

  test("what differs is listed, whether it was added to the index or not; what is ignored is not", async (t) => {
    const rig = RunRig.withFiles(t, {
      ".gitignore": "*.log\n",
      edited: "1",
      staged: "1",
      removed: "1",
      renamed: "1",
      mode: "1",
      same: "1",
    })
    await symlink("same", join(rig.folder, "link"))
    rig.commit({})
    rig.write({ edited: "2", staged: "2", "new/file": "1", "a\nb": "1", "q\"u'o": "1", "ä€𝒳": "1", "build.log": "1" })
    rig.git("add", "staged")
    rig.git("mv", "renamed", "moved")
    rmSync(join(rig.folder, "removed"))
    rmSync(join(rig.folder, "link"))
    await symlink("edited", join(rig.folder, "link"))
    chmodSync(join(rig.folder, "mode"), 0o755)
    const index = readFileSync(join(rig.folder, ".git", "index"))
    const { tree, changed } = await look(rig)
    const expected = [
      "edited",
      "staged",
      "new/file",
      "a\nb",
      "q\"u'o",
      "ä€𝒳",
      "renamed",
      "moved",
      "removed",
      "link",
      "mode",
    ]
    assert.deepEqual([...changed].sort(), expected.sort())
    assert.deepEqual(readFileSync(join(rig.folder, ".git", "index")), index)
    const repository = valueFrom(await openRepository(rig.folder))
    assert.equal(valueFrom(await repository.readText(tree, "edited")), "2")
    assert.equal(valueFrom(await repository.readText(tree, "build.log")), undefined)
    const mode = valueFrom(await repository.files(tree)).find(({ path }) => path === "mode")?.mode
    assert.equal(mode, "100755")
  })

  test("a change that left size and times as they were is seen while git would still see it", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "one" })
    rig.git("config", "core.trustctime", "false")
    const file = join(rig.folder, "a.txt")
    const moment = new Date("2026-01-01T00:00:00Z")
    utimesSync(file, moment, moment)
    rig.git("add", "--all")
    utimesSync(join(rig.folder, ".git", "index"), moment, moment)
    writeFileSync(file, "two")
    utimesSync(file, moment, moment)
    assert.deepEqual((await look(rig)).changed, ["a.txt"])
  })

  test("a repository without a commit, and one without a working tree", async (t) => {
    const rig = new RunRig(t)
    rig.git("init", "--quiet", "--initial-branch=main")
    rig.write({ "a.txt": "a" })
    failureFrom(await valueFrom(await openRepository(rig.folder)).workingTree(), "ref-unknown")
    rig.git("init", "--quiet", "--bare", "bare")
    const bare = valueFrom(await openRepository(join(rig.folder, "bare")))
    failureFrom(await bare.workingTree(), "argument-invalid")
  })

  test("where it stands: detached, and on a branch beside one that is called HEAD", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    const commit = rig.git("rev-parse", "HEAD")
    const repository = valueFrom(await openRepository(rig.folder))
    rig.git("update-ref", "refs/heads/HEAD", commit)
    const beside = valueFrom(await repository.workingTree())
    assert.deepEqual([beside.commit, beside.ref], [commit, "refs/heads/main"])
    rig.git("update-ref", "-d", "refs/heads/HEAD")
    rig.git("checkout", "--quiet", "--detach")
    const detached = valueFrom(await repository.workingTree())
    assert.deepEqual([detached.commit, detached.ref], [commit, null])
  })

  test("is the same where HEAD was asked for while the repository was opened", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    const both = async () => {
      const { repository } = valueFrom(await openWorkTree(rig.folder))
      const looked = await repository.workingTree()
      assert.deepEqual(looked, await valueFrom(await openRepository(rig.folder)).workingTree())
      return looked
    }
    assert.equal(valueFrom(await both()).isCommitted, true)
    rig.write({ "a.txt": "b" })
    assert.equal(valueFrom(await both()).isCommitted, false)
    rig.git("update-ref", "refs/heads/HEAD", "HEAD")
    assert.equal(valueFrom(await both()).ref, "refs/heads/main")
    rig.git("update-ref", "-d", "refs/heads/HEAD")
    rig.git("tag", "--annotate", "--message=tag", "v1")
    rig.git("checkout", "--quiet", "v1")
    assert.equal(valueFrom(await both()).ref, null)
    rig.git("checkout", "--quiet", "--orphan", "empty")
    failureFrom(await both(), "ref-unknown")
  })

  test("a person's own ignore file counts", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    writeFileSync(join(rig.home, ".gitconfig"), "[core]\n\texcludesFile = ~/ignored\n")
    writeFileSync(join(rig.home, "ignored"), "*.mine\n")
    const home = process.env.HOME
    process.env.HOME = rig.home
    t.after(() => {
      process.env.HOME = home
    })
    rig.write({ "notes.mine": "x", "notes.txt": "x" })
    assert.deepEqual((await look(rig)).changed, ["notes.txt"])
  })

  test("nothing of the repository's configuration, attributes and hooks is run", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a", ".gitattributes": "*.txt filter=evil\n*.bin filter=a=b.c\n" })
    for (const hook of ["post-index-change", "pre-commit", "fsmonitor-watchman"]) writeHook(rig, hook)
    rig.git("config", "core.hooksPath", join(rig.folder, ".git", "hooks"))
    const commands = ["filter.evil.clean", "filter.evil.process", "core.fsmonitor", "core.pager", "diff.external"]
    runningCode(rig, [...commands, "core.editor", "core.sshCommand", "filter.a=b.c.clean", "filter.a=b.c.process"])
    rig.git("config", "filter.evil.required", "true")
    rig.git("config", "filter.a=b.c.required", "true")
    rig.write({ "a.txt": "changed", "b.bin": "new" })
    const { changed, tree } = await look(rig)
    assert.deepEqual([...changed].sort(), ["a.txt", "b.bin"])
    const repository = valueFrom(await openRepository(rig.folder))
    assert.equal(valueFrom(await repository.readText(tree, "b.bin")), "new")
    assertNothingRan(rig)
  })

  test("a repository inside it is refused by what reads the tree, and none of its code is run", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    rig.git("init", "--quiet", "inner")
    rig.write({ "inner/b.txt": "b" })
    rig.git("-C", "inner", "add", "--all")
    rig.git("-C", "inner", "commit", "--quiet", "--message=inner")
    rig.git("-C", "inner", "config", "core.fsmonitor", markingCommand(rig))
    rig.git("-C", "inner", "config", "filter.evil.clean", markingCommand(rig))
    rig.write({ "inner/.gitattributes": "* filter=evil\n", "inner/b.txt": "changed" })
    const repository = valueFrom(await openRepository(rig.folder))
    const { tree, isCommitted } = valueFrom(await repository.workingTree())
    assert.equal(isCommitted, false)
    assert.match(failureFrom(await repository.files(tree), "not-supported-yet").message, /'inner' is a submodule/)
    assertNothingRan(rig)
  })
})
