import assert from "node:assert/strict"
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Readable } from "node:stream"
import { describe, test } from "node:test"
import { pack } from "tar-stream"
import { startDockerEngine } from "../../../test/support/docker-engine.ts"
import { makeSystemImage, SMALL_SYSTEM } from "../../../test/support/system-image.ts"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { FailureError } from "../../core/shared/result.ts"
import type { Execution } from "../../ports/executor.ts"
import { OciLayout } from "../oci/oci-layout.ts"
import { DockerContainers } from "./docker-containers.ts"
import { receiveFolder } from "./receive-folder.ts"

function execution(command: string, output: string[]): Execution {
  return {
    owner: "folder-test",
    command,
    directory: "/",
    env: {},
    timeout: 60_000,
    grace: 100,
    signal: new AbortController().signal,
    onOutput: (chunk) => void output.push(chunk.toString()),
  }
}

test("a command works on a copy of a folder, and what it made there is brought back", {
  timeout: 240_000,
}, async (t) => {
  const engine = await startDockerEngine(t)
  if (!engine) return
  const image = await makeSystemImage(engine, "small", { files: [...SMALL_SYSTEM, "/bin/rm", "/bin/mkdir", "/bin/ln"] })
  await using folder = await temporaryFolder()
  const work = join(folder.path, "work")
  mkdirSync(join(work, "made", "before"), { recursive: true })
  writeFileSync(join(work, "input"), "from here")
  symlinkSync("input", join(work, "link"))
  const containers = new DockerContainers({ DOCKER_HOST: engine.host }, new OciLayout(join(folder.path, "images")))
  const place = { image, folder: work, at: "/app", collects: ["made", "absent"] }
  const output: string[] = []

  const command = `cat link; rm -r made; mkdir made; cd made; echo new > file; ln file hard; ln -s ../input soft
    ls /sys/class/net; echo changed > ../input; exit 3`
  const without = containers.folderExecutor({ ...place, network: false })
  assert.deepEqual(await without.execute(execution(command, output)), { kind: "exited", code: 3 })
  assert.match(output.join(""), /^from here/)
  assert.deepEqual(output.join("").match(/eth0/), null)
  assert.deepEqual(readdirSync(join(work, "made")).sort(), ["file", "hard", "soft"])
  assert.equal(readFileSync(join(work, "made/hard"), "utf8"), "new\n")
  assert.equal(readlinkSync(join(work, "made/soft")), "../input")
  assert.equal(readFileSync(join(work, "input"), "utf8"), "from here", "only what is asked for comes back")

  output.length = 0
  const with_ = containers.folderExecutor({ ...place, network: true })
  assert.deepEqual(await with_.execute(execution("ls /sys/class/net", output)), { kind: "exited", code: 0 })
  assert.match(output.join(""), /eth0/)
  assert.equal(await engine.docker("ps", "--all", "--quiet"), "")
})

describe("what a container has left", () => {
  const hostile: Readonly<Record<string, readonly Parameters<ReturnType<typeof pack>["entry"]>[0][]>> = {
    "a path that leads out": [{ name: "made/../../out" }],
    "an absolute path": [{ name: "made//etc/passwd" }],
    "a device": [{ name: "made/device", type: "block-device" }],
    "a pipe": [{ name: "made/pipe", type: "fifo" }],
    "a hard link that leads out": [{ name: "made/hard", type: "link", linkname: "made/../../secret" }],
    "a hard link to a link": [
      { name: "made/soft", type: "symlink", linkname: "../../secret" },
      { name: "made/hard", type: "link", linkname: "made/soft" },
    ],
    "a file twice": [{ name: "made/file" }, { name: "made/file" }],
  }
  for (const [what, headers] of Object.entries(hostile)) {
    test(`is refused: ${what}`, async () => {
      await using folder = await temporaryFolder()
      writeFileSync(join(folder.path, "secret"), "secret")
      const archive = pack()
      for (const header of headers) archive.entry({ size: 0, ...header }, "")
      archive.finalize()
      const received = receiveFolder(Readable.from(archive), join(folder.path, "deep", "made"))
      await assert.rejects(received, what === "a file twice" ? /EEXIST/ : FailureError)
      assert.deepEqual(
        readdirSync(folder.path).filter((name) => name !== "deep"),
        ["secret"],
      )
    })
  }

  test("is written through no link", async () => {
    await using folder = await temporaryFolder()
    const archive = pack()
    archive.entry({ name: "made/out", type: "symlink", linkname: folder.path })
    archive.entry({ name: "made/out/file" }, "x")
    archive.finalize()
    await assert.rejects(receiveFolder(Readable.from(archive), join(folder.path, "made")))
    assert.deepEqual(readdirSync(folder.path), ["made"])
    assert.ok(lstatSync(join(folder.path, "made/out")).isDirectory())
  })
})
