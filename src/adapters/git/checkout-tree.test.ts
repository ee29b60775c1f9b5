import assert from "node:assert/strict"
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs"
import { mkdir, symlink } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { RunRig } from "../../../test/support/run-rig.ts"
import { openRepository } from "./open-repository.ts"
import { putObject, treeContent } from "./testing/raw-git.ts"
import { assertNothingRan, runningCode, writeHook } from "./testing/running-code.ts"

const ODD_NAMES = [
  "a b",
  'a"b',
  "a'b",
  "tab\there",
  "line\nbreak",
  "-rf",
  "$(touch pwned)",
  "ä€𝒳",
  ":(top)x",
  "a\\b",
  "#x",
]

describe("checking out a tree", () => {
  test("files arrive byte for byte, whatever attributes and configuration say", async (t) => {
    const text = "$Id$ one\ntwo\r\nthree\n"
    const rig = RunRig.withFiles(t, { "a.txt": text, "b.bin": text, "utf16.txt": text })
    rig.write({
      ".gitattributes":
        "* text eol=crlf ident\n*.bin filter=evil\nutf16.txt working-tree-encoding=UTF-16\na.txt export-ignore\n",
      ".git/info/attributes": "* filter=evil\n",
    })
    rig.git("add", ".gitattributes")
    rig.git("commit", "--quiet", "--message=attributes")
    runningCode(rig, ["filter.evil.smudge", "filter.evil.clean", "filter.evil.process"])
    rig.git("config", "filter.evil.required", "true")
    rig.git("config", "core.autocrlf", "true")
    chmodSync(join(rig.folder, "b.bin"), 0o755)
    const folder = join(rig.folder, "..", "out")
    const repository = valueFrom(await openRepository(rig.folder))
    valueFrom(await repository.checkout(rig.git("rev-parse", "HEAD"), folder))
    for (const name of ["a.txt", "b.bin", "utf16.txt"]) assert.equal(readFileSync(join(folder, name), "utf8"), text)
    assert.deepEqual(readdirSync(folder).sort(), [".gitattributes", "a.txt", "b.bin", "utf16.txt"])
    assertNothingRan(rig)
  })

  test("modes, links and odd names arrive as they are", async (t) => {
    const rig = RunRig.withFiles(t, Object.fromEntries(ODD_NAMES.map((name) => [`odd/${name}`, name])))
    rig.write({ "run.sh": "#!/bin/sh\n" })
    chmodSync(join(rig.folder, "run.sh"), 0o755)
    await symlink("../../outside", join(rig.folder, "out"))
    await symlink("nowhere", join(rig.folder, "dangling"))
    const commit = rig.commit({})
    const folder = join(rig.folder, "..", "out")
    const repository = valueFrom(await openRepository(rig.folder))
    const files = valueFrom(await repository.files(commit))
    assert.deepEqual(
      files.map(({ path }) => path),
      [...ODD_NAMES.map((name) => `odd/${name}`), "dangling", "out", "run.sh"].sort(),
    )
    const modes = new Map(files.map(({ path, mode }) => [path, mode]))
    assert.deepEqual([modes.get("dangling"), modes.get("run.sh"), modes.get("odd/a b")], ["120000", "100755", "100644"])
    valueFrom(await repository.checkout(commit, folder))
    for (const name of ODD_NAMES) assert.equal(readFileSync(join(folder, "odd", name), "utf8"), name)
    assert.equal(readlinkSync(join(folder, "out")), "../../outside")
    assert.equal(readlinkSync(join(folder, "dangling")), "nowhere")
    assert.equal(lstatSync(join(folder, "run.sh")).mode & 0o111, 0o111)
    assert.equal(existsSync(join(folder, "odd", "pwned")), false)
  })

  test("neither the repository's index nor its hooks take part", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    for (const hook of ["post-checkout", "post-index-change", "reference-transaction"]) writeHook(rig, hook)
    rig.write({ "a.txt": "staged" })
    rig.git("-c", "core.hooksPath=/dev/null", "add", "a.txt")
    const index = readFileSync(join(rig.folder, ".git", "index"))
    const folder = join(rig.folder, "..", "out")
    const repository = valueFrom(await openRepository(rig.folder))
    valueFrom(await repository.checkout(rig.git("rev-parse", "HEAD"), folder))
    assert.equal(readFileSync(join(folder, "a.txt"), "utf8"), "a")
    assert.deepEqual(readFileSync(join(rig.folder, ".git", "index")), index)
    assertNothingRan(rig)
  })

  test("a replacement does not change what an id means", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "reviewed" })
    const reviewed = rig.git("rev-parse", "HEAD")
    const other = rig.commit({ "a.txt": "other" })
    rig.git("replace", reviewed, other)
    const folder = join(rig.folder, "..", "out")
    const repository = valueFrom(await openRepository(rig.folder))
    valueFrom(await repository.checkout(reviewed, folder))
    assert.equal(readFileSync(join(folder, "a.txt"), "utf8"), "reviewed")
    assert.equal(valueFrom(await repository.readText(reviewed, "a.txt")), "reviewed")
  })

  test("a folder that holds something is left alone", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    const repository = valueFrom(await openRepository(rig.folder))
    failureFrom(await repository.checkout(rig.git("rev-parse", "HEAD"), rig.folder), "argument-invalid")
    failureFrom(await repository.checkout("main", join(rig.folder, "..", "out")), "ref-unknown")
    failureFrom(await repository.checkout("0".repeat(40), join(rig.folder, "..", "out")), "ref-unknown")
  })

  test("submodules and names that are not UTF-8 are refused by name, not left out", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    const head = rig.git("rev-parse", "HEAD")
    const oid = rig.git("rev-parse", "HEAD:a.txt")
    const submodule = putObject(rig.folder, "tree", treeContent([{ mode: "160000", name: "library", oid: head }]))
    const latin = treeContent([{ mode: "100644", name: Buffer.from("caf\u00e9", "latin1"), oid }])
    const repository = valueFrom(await openRepository(rig.folder))
    const out = join(rig.folder, "..", "out")
    assert.match(
      failureFrom(await repository.files(submodule), "not-supported-yet").message,
      /'library' is a submodule/,
    )
    failureFrom(await repository.checkout(submodule, out), "not-supported-yet")
    failureFrom(await repository.checkout(putObject(rig.folder, "tree", latin), out), "not-supported-yet")
    assert.equal(existsSync(out), false)
  })

  test("a tree that was made to write elsewhere writes nothing elsewhere", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "evil" })
    const oid = rig.git("rev-parse", "HEAD:a.txt")
    const file = (name: string) => ({ mode: "100644", name, oid })
    const put = (...entries: Parameters<typeof treeContent>[0]) => putObject(rig.folder, "tree", treeContent(entries))
    const folder = (name: string, tree: string) => ({ mode: "40000", name, oid: tree })
    const link = { mode: "120000", name: "link", oid: putObject(rig.folder, "blob", "../elsewhere") }
    const elsewhere = join(rig.folder, "..", "elsewhere")
    await mkdir(elsewhere)
    const trees = [
      put(file("../elsewhere/pwned")),
      put(folder("..", put(folder("elsewhere", put(file("pwned")))))),
      put(file(`${elsewhere}/pwned`)),
      put(folder(".git", put(file("config")))),
      put(folder(".GIT", put(file("config")))),
    ]
    const repository = valueFrom(await openRepository(rig.folder))
    for (const [number, tree] of trees.entries()) {
      const out = join(rig.folder, "..", `out-${number}`)
      const done = await repository.checkout(tree, out)
      assert.equal(done.ok, false, `tree ${number}`)
      assert.deepEqual(readdirSync(out), [], `tree ${number}`)
    }
    const behindLink = put(link, folder("link", put(file("pwned"))))
    await repository.checkout(behindLink, join(rig.folder, "..", "out-behind-link"))
    assert.deepEqual(readdirSync(elsewhere), [])
  })

  test("a repository of SHA-256 ids, and one that borrows its objects", async (t) => {
    const rig = new RunRig(t)
    rig.git("init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    const commit = rig.commit({ "a.txt": "a" })
    assert.equal(commit.length, 64)
    const borrowing = join(rig.folder, "..", "borrowing")
    rig.git("clone", "--quiet", "--shared", "--no-checkout", rig.folder, borrowing)
    for (const folder of [rig.folder, borrowing]) {
      const out = join(rig.folder, "..", `out-of-${folder === borrowing}`)
      valueFrom(await valueFrom(await openRepository(folder)).checkout(commit, out))
      assert.equal(readFileSync(join(out, "a.txt"), "utf8"), "a")
    }
  })
})

describe("reading one file", () => {
  test("text of a plain file only, and no more than the limit", async (t) => {
    const rig = RunRig.withFiles(t, { "folder/a.txt": "12345", "*.txt": "star", ":(top)x": "magic" })
    await symlink("folder/a.txt", join(rig.folder, "link"))
    const commit = rig.commit({})
    const repository = valueFrom(await openRepository(rig.folder))
    const read = async (path: string, limit?: number) => valueFrom(await repository.readText(commit, path, limit))
    assert.equal(await read("folder/a.txt", 5), "12345")
    failureFrom(await repository.readText(commit, "folder/a.txt", 4), "argument-invalid")
    assert.equal(await read("*.txt"), "star")
    assert.equal(await read(":(top)x"), "magic")
    for (const path of ["folder", "link", "absent", "--output=x", "folder/"]) {
      assert.equal(await read(path), undefined, path)
    }
  })

  test("objects that a partial clone has left out are not fetched by the repository's own commands", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    const commit = rig.git("rev-parse", "HEAD")
    const missing = treeContent([{ mode: "100644", name: "a.txt", oid: "12".repeat(20) }])
    const tree = putObject(rig.folder, "tree", missing)
    rig.git("config", "extensions.partialClone", "origin")
    rig.git("config", "core.repositoryFormatVersion", "1")
    rig.git("config", "remote.origin.promisor", "true")
    rig.git("config", "remote.origin.url", rig.folder)
    runningCode(rig, ["remote.origin.uploadpack"])
    const repository = valueFrom(await openRepository(rig.folder))
    assert.equal(valueFrom(await repository.readText(commit, "a.txt")), "a")
    assert.equal((await repository.readText(tree, "a.txt")).ok, false)
    assert.equal((await repository.checkout(tree, join(rig.folder, "..", "out"))).ok, false)
    assertNothingRan(rig)
  })
})
