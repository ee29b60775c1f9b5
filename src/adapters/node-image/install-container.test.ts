import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync, realpathSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { requireComponent } from "../../../test/support/component.ts"
import { startDockerEngine } from "../../../test/support/docker-engine.ts"
import { putNodeBaseImage } from "../../../test/support/node-base-image.ts"
import { startNpmRegistry } from "../../../test/support/npm-registry.ts"
import { SMALL_SYSTEM } from "../../../test/support/system-image.ts"
import { unpackImage } from "../oci/unpack-image.ts"
import { ImageRig } from "./testing/image-rig.ts"

/** What packages with native parts do: they look at the machine, write beside themselves, and link what they wrote. */
const SCRIPT = `
const fs = require("node:fs")
fs.writeFileSync("made.json", JSON.stringify({ cwd: process.cwd(), user: process.getuid(), host: require("node:os").hostname() }))
fs.chmodSync("made.json", 0o600)
fs.linkSync("made.json", "again.json")
fs.symlinkSync("made.json", "link.json")
fs.utimesSync("made.json", 1, 1)
let host = "out of reach"
try { host = fs.readFileSync(${JSON.stringify(import.meta.filename)}, "utf8") } catch {}
console.log("installed where the machine is " + host)
`
const PUBLISHED = [
  {
    name: "native",
    version: "1.0.0",
    files: { "install.js": SCRIPT, "index.js": "module.exports = require('./again.json')" },
    manifest: { scripts: { install: "node install.js" } },
  },
  {
    name: "fails",
    version: "1.0.0",
    manifest: { scripts: { install: "echo no compiler here; exit 7" } },
  },
]

/** Puts npm, as it is on this machine, where the base image's Node finds it. */
function addNpm(folder: string, npm: string): void {
  const package_ = dirname(dirname(npm))
  mkdirSync(join(folder, "usr/local/bin"), { recursive: true })
  cpSync(package_, join(folder, package_), { recursive: true, dereference: true })
  const text = `#!/bin/sh\nexec node ${join(package_, "bin/npm-cli.js")} "$@"\n`
  writeFileSync(join(folder, "usr/local/bin/npm"), text, { mode: 0o755 })
}

function findNpm(): string | undefined {
  try {
    return realpathSync(execFileSync("sh", ["-c", "command -v npm"], { encoding: "utf8" }).trim())
  } catch {
    return undefined
  }
}

test("packages that run scripts are installed in a container", { timeout: 300_000 }, async (t) => {
  const npm = findNpm()
  if (!requireComponent(t, "npm", npm) || npm === undefined) return
  const engine = await startDockerEngine(t)
  if (!engine) return
  await using packages = await startNpmRegistry(PUBLISHED)
  const filesFor = (name: string) => {
    const manifest = { name: "shop", version: "1.0.0", main: "main.js", dependencies: { [name]: "1.0.0" } }
    const { scripts: _, ...locked } = packages.locked(name)
    return {
      "package.json": JSON.stringify({ ...manifest, scripts: { postinstall: "exit 9" } }),
      "package-lock.json": JSON.stringify({
        ...{ name: "shop", version: "1.0.0", lockfileVersion: 3, requires: true },
        packages: { "": manifest, [`node_modules/${name}`]: { ...locked, hasInstallScript: true } },
      }),
      "main.js": "console.log(JSON.stringify(require('native')))",
    }
  }
  const rig = new ImageRig(t, filesFor("native"))
  const folder = join(rig.base, "base image")
  addNpm(folder, npm)
  const base = await putNodeBaseImage(rig.registry, folder, SMALL_SYSTEM)
  const platform = `linux/${process.arch === "arm64" ? "arm64" : "amd64"}`
  const build = (image: object, cache = "cache") =>
    rig.build({ image: { base, platform, ...image }, engine: engine.host, npmRegistry: packages.url, cache })

  const failure = failureFrom(await build({}), "install-script")
  assert.equal(failure.message, "native would run a script at installation")

  await t.test("of its base, and what they leave is in the layer, normalised", async () => {
    const image = valueFrom(await build({ container: "base" }))
    assert.ok(rig.log.some((line) => line.includes("installed where the machine is out of reach")))
    const contents = rig.contents(image, "dependencies")
    assert.equal(contents["app/node_modules/native/again.json"], "file")
    assert.equal(contents["app/node_modules/native/link.json"], "-> made.json")
    const { root } = valueFrom(await unpackImage(rig.registry, image.digest, join(rig.base, "unpacked")))
    const said = JSON.parse(execFileSync(process.execPath, ["main.js"], { cwd: join(root, "app"), encoding: "utf8" }))
    assert.deepEqual(said, { cwd: "/app/node_modules/native", user: said.user, host: "slipway" })
    const list = [
      "--list",
      "--verbose",
      "--numeric-owner",
      "--utc",
      "--gzip",
      "--file",
      rig.blob(image, "dependencies"),
    ]
    for (const line of execFileSync("tar", list, { encoding: "utf8" }).trim().split("\n")) {
      assert.match(line, /^(drwxr-xr-x|-rw-r--r--|-rwxr-xr-x|lrwxrwxrwx) 0\/0 +\d+ 1970-01-01 00:00 app\//)
    }
    assert.equal(valueFrom(await build({ container: "base" }, "another cache")).digest, image.digest)
    rig.log.length = 0
    valueFrom(await build({ container: "base" }))
    assert.ok(rig.log.includes("dependencies: unchanged"))
  })

  await t.test("of another image that is named, whose digest is part of what decides", async () => {
    const [id = ""] = (await engine.docker("images", "--quiet", "--no-trunc")).split("\n")
    await engine.docker("tag", id, "builder:1")
    rig.log.length = 0
    const image = valueFrom(await build({ container: "builder:1" }))
    assert.equal(rig.contents(image, "dependencies")["app/node_modules/native/made.json"], "file")
    assert.equal(rig.log.includes("dependencies: unchanged"), false)
  })

  await t.test(
    "and what fails there fails the build, with npm's own words; nothing is left in the engine",
    async () => {
      rig.write(filesFor("fails"))
      const { message } = failureFrom(await build({ container: "base" }), "image-build-failed")
      assert.match(message, /npm ended with status \d+ in the container/)
      assert.match(rig.log.join("\n"), /no compiler here/)
      assert.equal(await engine.docker("ps", "--all", "--quiet"), "")
    },
  )

  await t.test("which an engine that is not there cannot be", async () => {
    rig.write(filesFor("native"))
    const away = { image: { base, platform, container: "base" }, npmRegistry: packages.url, cache: "third" }
    failureFrom(await rig.build(away), "engine-unavailable")
  })
})
