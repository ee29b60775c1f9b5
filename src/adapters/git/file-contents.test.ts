import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { rmSync } from "node:fs"
import { symlink } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { valueFrom } from "../../../test/support/assert-result.ts"
import { RunRig } from "../../../test/support/run-rig.ts"
import type { SourceFile } from "../../core/evidence/source-inputs.ts"
import type { Repository } from "../../ports/repository.ts"
import { openRepository } from "./open-repository.ts"

/** What a repository says that its files are, in their order; sizes are right, or it fails. */
async function read(repository: Repository, files: readonly SourceFile[], skipped: readonly string[] = []) {
  const found: Record<string, string> = {}
  const inTurn = files.values()
  for await (const { size, content } of repository.contents(files)) {
    const { path } = inTurn.next().value ?? assert.fail("more contents than files")
    if (skipped.includes(path)) continue
    const pieces: Uint8Array[] = []
    for await (const piece of content) pieces.push(Buffer.from(piece))
    const whole = Buffer.concat(pieces)
    assert.equal(whole.byteLength, size)
    found[path] = whole.toString("latin1")
  }
  return found
}

async function opened(rig: RunRig, ref = "HEAD") {
  const repository = valueFrom(await openRepository(rig.folder))
  const { commit } = valueFrom(await repository.resolve(ref))
  return { repository, files: valueFrom(await repository.files(commit)) }
}

const LARGE = "large\n".repeat(300_000)
const FILES = { "a.txt": "a\n", "b/empty": "", "c.bin": "\n\0\n", large: LARGE, "z.txt": "z" }

describe("contents of a commit's files", () => {
  test("are what was committed, whatever the working tree holds now", async (t) => {
    const rig = RunRig.withFiles(t, FILES)
    const { repository, files } = await opened(rig)
    assert.deepEqual(await read(repository, files), FILES)
    for (const changed of Object.keys(FILES)) {
      rig.write({ [changed]: "edited" })
      assert.deepEqual(await read(repository, files), FILES)
    }
    rmSync(join(rig.folder, "a.txt"))
    execFileSync("mkfifo", [join(rig.folder, "a.txt")])
    rmSync(join(rig.folder, "b"), { recursive: true })
    await symlink("a.txt", join(rig.folder, "b"))
    assert.deepEqual(await read(repository, files), FILES)
  })

  test("are read on where some are not wanted", async (t) => {
    const rig = RunRig.withFiles(t, FILES)
    const { repository, files } = await opened(rig)
    for (const isHere of [true, false]) {
      if (!isHere) for (const path of Object.keys(FILES)) rmSync(join(rig.folder, path))
      const { large: _, "b/empty": __, ...rest } = FILES
      assert.deepEqual(await read(repository, files, ["large", "b/empty"]), rest)
    }
  })

  test("are the repository's own, not those that a checkout converts", async (t) => {
    const rig = RunRig.withFiles(t, { ".gitattributes": "*.txt text eol=crlf\n", "a.txt": "a\n" })
    rig.git("rm", "--quiet", "--cached", "a.txt")
    rig.git("checkout", "--quiet", "HEAD", "--", "a.txt")
    const { repository, files } = await opened(rig)
    assert.equal((await read(repository, files))["a.txt"], "a\n")
  })

  test("of a link are what it says", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    await symlink("a.txt", join(rig.folder, "link"))
    rig.commit({})
    const { repository, files } = await opened(rig)
    assert.equal((await read(repository, files)).link, "a.txt")
  })

  test("that are gone are an error which names the file", async (t) => {
    const rig = RunRig.withFiles(t, { "a.txt": "a" })
    const { repository } = await opened(rig)
    const gone = { path: "a.txt", mode: "100644", oid: "1".repeat(40) }
    await assert.rejects(read(repository, [gone]), /'a.txt' cannot be read from the repository/)
  })

  test("whoever has enough leaves no git behind", { timeout: 60_000 }, async (t) => {
    const rig = RunRig.withFiles(t, FILES)
    const { repository, files } = await opened(rig)
    rmSync(join(rig.folder, "a.txt"))
    for await (const { content } of repository.contents(files)) {
      for await (const _ of content) break
      break
    }
    const left = () => execFileSync("ps", ["-o", "args=", "--ppid", `${process.pid}`], { encoding: "utf8" })
    while (left().includes("cat-file")) await new Promise(setImmediate)
  })
})
