import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { chmod, mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, it } from "node:test"
import { isSameProcess, startTimeOf } from "../process/process-table.ts"
import { LocalRunFolders } from "./local-run-folders.ts"
import { writeOwnerRecord } from "./owner-record.ts"

const newRoot = async () => join(await mkdtemp(join(tmpdir(), "slipway-")), ".slipway", "work")

async function create(folders: LocalRunFolders): Promise<string> {
  const folder = await folders.create("run")
  assert(folder.ok)
  return folder.value
}

describe("work folders", () => {
  it("are empty, different, and gone when removed", async () => {
    const root = await newRoot()
    const folders = new LocalRunFolders(root, join(root, "..", "cache", "checkouts"))
    const [first, second] = [await create(folders), await create(folders)]
    assert.notEqual(first, second)
    assert.deepEqual(await readdir(first), [])
    await mkdir(join(first, "cache"))
    await writeFile(join(first, "cache", "module"), "")
    await chmod(join(first, "cache"), 0o500)
    await folders.remove(first)
    await folders.remove(second)
    assert.deepEqual(await readdir(root), [])
  })

  it("are ignored by git", async () => {
    const root = await newRoot()
    await create(new LocalRunFolders(root, join(root, "..", "cache", "checkouts")))
    assert.equal(await readFile(join(root, "..", ".gitignore"), "utf8"), "*\n")
  })

  it("of killed runs go with the processes left in them; those of living runs and kept ones stay", async () => {
    const root = await newRoot()
    const folders = new LocalRunFolders(root, join(root, "..", "cache", "checkouts"))
    const alive = await create(folders)
    const kept = await create(folders)
    await folders.keep(kept)

    const left = spawn("sh", ["-c", "echo ready; exec sleep 1000"], {
      detached: true,
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, SLIPWAY_EXECUTION: "run-dead/1" },
    })
    await once(left.stdout, "data")
    const pid = left.pid ?? 0
    const startedAt = startTimeOf(pid) ?? ""
    const dead = { pid: process.pid, startedAt: "another boot" }
    await mkdir(join(root, "run-dead"))
    writeOwnerRecord(join(root, "run-dead.json"), { owner: dead })
    await writeFile(join(root, "run-damaged.json"), "{")

    const ended = once(left, "exit")
    await create(folders)
    await ended
    assert.equal(isSameProcess(pid, startedAt), false)
    assert(existsSync(alive) && existsSync(kept))
    assert(!existsSync(join(root, "run-dead")) && !existsSync(join(root, "run-dead.json")))
    assert(!existsSync(join(root, "run-damaged.json")))
  })

  it("that cannot be made are a failure, not an exception", async () => {
    const root = join(await mkdtemp(join(tmpdir(), "slipway-")), "file")
    await writeFile(root, "")
    const folder = await new LocalRunFolders(root, join(root, "..", "cache", "checkouts")).create("run")
    assert(!folder.ok)
    assert.equal(folder.failure.reason, "store-failed")
  })
})
