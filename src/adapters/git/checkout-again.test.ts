import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import { valueFrom } from "../../../test/support/assert-result.ts"
import { RunRig } from "../../../test/support/run-rig.ts"
import type { KeptFolder } from "../../ports/work-folders.ts"
import { openRepository } from "./open-repository.ts"

const FIRST = { "a.txt": "first\n", "sub/b.txt": "b\n", "sub/gone.txt": "gone\n", ".gitignore": "ignored\n" }

/** A repository with two commits, and a kept folder that held the first. */
async function rigWithKept(t: TestContext) {
  const rig = RunRig.withFiles(t, FIRST)
  const first = rig.git("rev-parse", "HEAD")
  rmSync(join(rig.folder, "sub/gone.txt"))
  const second = rig.commit({ "a.txt": "other\n", "c.txt": "c\n" })
  const repository = valueFrom(await openRepository(rig.folder))
  const kept: KeptFolder = { folder: join(rig.home, "tree"), notes: join(rig.home, "notes") }
  mkdirSync(kept.folder)
  const again = async (commit: string) => valueFrom(await repository.checkoutAgain(commit, kept))
  const read = (path: string) => readFileSync(join(kept.folder, path), "utf8")
  await again(first)
  return { rig, first, second, repository, kept, again, read }
}

/** All that is in a folder, as git archives it and as it is. */
function contents(folder: string): string {
  return execFileSync(
    "sh",
    ["-c", "find . -type f -o -type l | LC_ALL=C sort | xargs -d '\\n' ls -l | cut -c1-10,41-"],
    {
      cwd: folder,
      encoding: "utf8",
    },
  ).replaceAll(/[A-Z][a-z]{2} +\d+ +[\d:]+ /g, "")
}

describe("a checkout in a folder that was used before", () => {
  it("holds the files of the commit and nothing else, whatever was there", async (t) => {
    const { rig, second, kept, again, repository } = await rigWithKept(t)
    writeFileSync(join(kept.folder, "ignored"), "left")
    mkdirSync(join(kept.folder, "node_modules/x"), { recursive: true })
    writeFileSync(join(kept.folder, "node_modules/x/index.js"), "left")
    mkdirSync(join(kept.folder, ".git/hooks"), { recursive: true })
    writeFileSync(join(kept.folder, ".git/config"), "[core]\n\tfsmonitor = touch pwned\n")
    mkdirSync(join(kept.folder, "nested/.git"), { recursive: true })
    symlinkSync("/etc/passwd", join(kept.folder, "link"))
    await again(second)
    const fresh = join(rig.home, "fresh")
    valueFrom(await repository.checkout(second, fresh))
    assert.equal(contents(kept.folder), contents(fresh))
  })

  it("writes what is unchanged not again, and what a job has changed it does", async (t) => {
    const { first, again, kept, read } = await rigWithKept(t)
    const path = join(kept.folder, "a.txt")
    const { ino, mtimeMs } = statSync(join(kept.folder, "sub/b.txt"))
    const { atime, mtime } = statSync(path)
    writeFileSync(path, "forge\n")
    utimesSync(path, atime, mtime)
    rmSync(join(kept.folder, "sub/gone.txt"))
    chmodSync(join(kept.folder, ".gitignore"), 0o755)
    await again(first)
    assert.equal(read("a.txt"), "first\n", "of the same size and time, but another file")
    assert.equal(read("sub/gone.txt"), "gone\n")
    assert.equal(statSync(join(kept.folder, ".gitignore")).mode & 0o111, 0)
    const now = statSync(join(kept.folder, "sub/b.txt"))
    assert.deepEqual([now.ino, now.mtimeMs], [ino, mtimeMs])
  })

  it("does not write through a link that stands where a folder was", async (t) => {
    const { rig, first, kept, again, read } = await rigWithKept(t)
    rmSync(join(kept.folder, "sub"), { recursive: true })
    mkdirSync(join(rig.home, "elsewhere"))
    symlinkSync(join(rig.home, "elsewhere"), join(kept.folder, "sub"))
    await again(first)
    assert.equal(read("sub/b.txt"), "b\n")
    assert.throws(() => statSync(join(rig.home, "elsewhere/b.txt")))
  })

  it("goes on after a git that was killed", async (t) => {
    const { second, kept, again, read } = await rigWithKept(t)
    writeFileSync(join(kept.notes, "index.lock"), "")
    await again(second)
    assert.equal(read("a.txt"), "other\n")
  })

  it("is used again as it is where nothing has run", async (t) => {
    const { first, second, kept, repository, again, read } = await rigWithKept(t)
    valueFrom(await repository.tidy(kept, { untouched: true }))
    await again(second)
    assert.equal(read("a.txt"), "other\n")
    await again(first)
  })

  it("is free of what jobs left once it is tidied", async (t) => {
    const { first, kept, repository, again } = await rigWithKept(t)
    writeFileSync(join(kept.folder, "secret"), "left")
    valueFrom(await repository.tidy(kept))
    assert.throws(() => statSync(join(kept.folder, "secret")))
    await again(first)
  })
})
