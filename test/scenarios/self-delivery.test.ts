import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs"
import { basename, join } from "node:path"
import { it, type TestContext } from "node:test"
import { RunRig } from "../support/run-rig.ts"

const root = join(import.meta.dirname, "..", "..")
const NOT_SOURCE = new Set([".git", "node_modules", ".slipway", ".demo", "coverage"])

/** A repository with this product's own files as its only commit, wherever they were checked out. */
function ownRepository(t: TestContext): RunRig {
  const rig = new RunRig(t)
  cpSync(root, rig.folder, { recursive: true, filter: (path) => !NOT_SOURCE.has(basename(path)) })
  rig.git("init", "--quiet", "--initial-branch=main")
  rig.commit({})
  return rig
}

/** Unpacks an image with tools that are not Slipway's; returns what it says of its start. */
function unpack(layout: string, folder: string) {
  const blob = (digest: string) => join(layout, "blobs", digest.replace(":", "/"))
  const json = (path: string) => JSON.parse(readFileSync(path, "utf8"))
  const index = json(join(layout, "index.json"))
  const image = index.manifests.find((entry: { artifactType?: string }) => entry.artifactType === undefined)
  const manifest = json(blob(image.digest))
  mkdirSync(folder)
  for (const layer of manifest.layers) execFileSync("tar", ["-xzf", blob(layer.digest), "-C", folder])
  return json(blob(manifest.config.digest)).config as { Entrypoint: string[]; Cmd: string[]; WorkingDir: string }
}

it("builds Slipway's own image, which starts and checks Slipway's own definition", async (t) => {
  const rig = ownRepository(t)
  const built = await rig.slipway("run", "--only", "slipway:image")
  assert.equal(built.status, 0, built.stdout + built.stderr)

  const folder = join(rig.home, "image")
  const { Entrypoint, Cmd, WorkingDir } = unpack(join(rig.folder, ".slipway", "images"), folder)
  const [node, ...start] = [...Entrypoint, ...Cmd]
  assert.equal(node, "node")
  const inImage = (...args: string[]) =>
    spawnSync(process.execPath, [...start, ...args], {
      cwd: join(folder, WorkingDir),
      env: rig.env,
      encoding: "utf8",
    })
  rmSync(join(rig.folder, "src"), { recursive: true })

  const good = inImage("check", "--file", join(rig.folder, "slipway.yaml"))
  assert.equal(good.status, 0, good.stderr)
  assert.match(good.stdout, /slipway\.yaml/)

  rig.write({ "slipway.yaml": "version: 1\nproject: demo\nservces: {}\n" })
  const bad = inImage("check", "--file", join(rig.folder, "slipway.yaml"))
  assert.equal(bad.status, 2)
  assert.match(bad.stdout + bad.stderr, /key-unknown.*servces/)
})
