import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from "node:fs"
import { join } from "node:path"
import { describe, type TestContext, test } from "node:test"
import { valueFrom } from "../../../test/support/assert-result.ts"
import { buildApart } from "./testing/build-apart.ts"
import { ImageRig } from "./testing/image-rig.ts"

const FILES = {
  "package.json": JSON.stringify({ name: "shop", version: "1.0.0", main: "src/main.js" }),
  "src/main.js": 'console.log("hello")\n',
  "src/Z.js": "1",
  "src/a.js": "2",
  "src/ä.js": "3",
  "src/a-b.js": "4",
  "src/a/b.js": "5",
  "bin/tool": "#!/bin/sh\n",
  "large.bin": "0123456789abcdef".repeat(60_000),
}

function sampleRig(t: TestContext): ImageRig {
  const rig = new ImageRig(t, FILES)
  rig.mode("bin/tool", 0o755)
  return rig
}

const PLAIN = Object.fromEntries(Object.entries(FILES).filter(([path]) => path !== "bin/tool"))

describe("equal content gives an equal image", () => {
  test("built again, into the same layout and into another", async (t) => {
    const rig = sampleRig(t)
    const digest = await rig.digest()
    assert.equal(await rig.digest(), digest)
    assert.equal(await sampleRig(t).digest(), digest)
  })

  test("whatever times, modes beyond the executable bit, order of creation and place", async (t) => {
    const rig = sampleRig(t)
    const digest = await rig.digest()
    for (const path of readdirSync(rig.checkout, { recursive: true, encoding: "utf8" })) {
      utimesSync(join(rig.checkout, path), new Date(0), new Date(1e12))
    }
    rig.mode("src/main.js", 0o600)
    rig.mode("src/a.js", 0o666)
    rig.mode("bin/tool", 0o700)
    rig.mode("src", 0o700)
    assert.equal(await rig.digest(), digest)
    const elsewhere = join(rig.base, "a folder", "with another name")
    mkdirSync(elsewhere, { recursive: true })
    rig.write(Object.fromEntries(Object.entries(FILES).reverse()), elsewhere)
    chmodSync(join(elsewhere, "bin/tool"), 0o711)
    assert.equal(await rig.digest({ checkout: elsewhere }), digest)
    cpSync(rig.checkout, join(rig.base, "copy"), { recursive: true })
    assert.equal(await rig.digest({ checkout: join(rig.base, "copy") }), digest)
  })

  test("empty folders, history and installed packages do not count", async (t) => {
    const rig = sampleRig(t)
    const digest = await rig.digest()
    mkdirSync(join(rig.checkout, "empty/deeper"), { recursive: true })
    rig.write({ ".git/HEAD": "x", "node_modules/a/index.js": "x", "src/node_modules/b.js": "x", ".slipway/x": "x" })
    rig.write({ ".npmrc": "//registry:_authToken=secret", ".env": "SECRET=1", "src/.env.local": "SECRET=1" })
    assert.equal(await rig.digest(), digest)
  })

  test("whatever user it is built by", async (t) => {
    if (process.getuid?.() !== 0) return t.skip("needs root, to become somebody else")
    const rig = new ImageRig(t)
    rig.write(PLAIN)
    const digest = await rig.digest()
    chmodSync(rig.base, 0o755)
    const folder = join(rig.base, "nobody")
    mkdirSync(folder)
    chownSync(folder, 65534, 65534)
    const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    assert.deepEqual(await buildApart({ folder, files: PLAIN, times: 1, first: 0, as: nobody }), [digest])
  })

  test("the layer holds no time, owner or mode of this machine", async (t) => {
    const rig = sampleRig(t)
    const image = valueFrom(await rig.build())
    const list = ["--list", "--verbose", "--numeric-owner", "--utc", "--gzip", "--file", rig.blob(image)]
    const lines = execFileSync("tar", list, { encoding: "utf8", env: { PATH: process.env.PATH ?? "", LC_ALL: "C" } })
    for (const line of lines.trim().split("\n")) {
      assert.match(line, /^(drwxr-xr-x|-rw-r--r--|-rwxr-xr-x) 0\/0 +\d+ 1970-01-01 00:00 app\//)
    }
    assert.equal(lines.match(/^-rwx/gm)?.length, 1)
  })
})

describe("other content gives another image", () => {
  const changes: Readonly<Record<string, (rig: ImageRig) => void>> = {
    "one letter": (rig) => rig.write({ "src/main.js": 'console.log("hallo")\n' }),
    "the executable bit": (rig) => rig.mode("src/a.js", 0o755),
    "no executable bit": (rig) => rig.mode("bin/tool", 0o644),
    "a file's name": (rig) => renameSync(join(rig.checkout, "src/a.js"), join(rig.checkout, "src/b.js")),
    "a name's case": (rig) => renameSync(join(rig.checkout, "src/a.js"), join(rig.checkout, "src/A.js")),
    "a new file": (rig) => rig.write({ "src/new.js": "" }),
    "a file less": (rig) => rmSync(join(rig.checkout, "src/a.js")),
    "a link in a file's place": (rig) => {
      rmSync(join(rig.checkout, "src/a.js"))
      symlinkSync("Z.js", join(rig.checkout, "src/a.js"))
    },
    "how it is started": (rig) => rig.write({ "package.json": FILES["package.json"].replace("main.js", "a.js") }),
  }

  for (const [what, change] of Object.entries(changes)) {
    test(what, async (t) => {
      const rig = sampleRig(t)
      const digest = await rig.digest()
      change(rig)
      assert.notEqual(await rig.digest(), digest)
    })
  }

  test("the port and the platform", async (t) => {
    const rig = sampleRig(t)
    const digests = [
      await rig.digest(),
      await rig.digest({ port: 3001 }),
      await rig.digest({ image: { platform: "linux/arm64" } }),
    ]
    assert.equal(new Set(digests).size, 3)
  })
})
