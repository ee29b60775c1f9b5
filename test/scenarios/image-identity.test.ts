import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { gunzipSync } from "node:zlib"
import { RunRig } from "../support/run-rig.ts"

const FILES = {
  ".gitignore": ".slipway/\n",
  "slipway.yaml": `version: 1
project: demo
services:
  web:
    directory: web
    image: { builder: node, needs: [build] }
    jobs: { build: { run: "mkdir dist && cp main.js dist/", outputs: ["dist/**"] } }
    run: { port: 3000 }
`,
  "web/package.json": JSON.stringify({ name: "web", version: "1.0.0", main: "dist/main.js", devDependencies: {} }),
  "web/main.js": "console.log('hello')\n",
  "web/main.test.js": "throw new Error('a-test-of-the-service')\n",
  "web/test/helper.js": "throw new Error('a-test-of-the-service')\n",
}

test("an image says nothing about commit, branch, version or time", { timeout: 120_000 }, async (t) => {
  const rig = RunRig.withFiles(t, FILES)
  const build = async () => {
    const { status, stdout, stderr } = await rig.slipway("image", "build", "web", "--no-cache")
    assert.equal(status, 0, stderr)
    return stdout.trim()
  }
  const first = await build()

  await t.test("so that a branch, a merge of it, a tag and another author give the same one", async () => {
    rig.git("checkout", "--quiet", "-b", "feature/hello")
    rig.commit({ "web/main.js": "console.log('changed')\n" })
    const changed = await build()
    assert.notEqual(changed, first)
    rig.git("checkout", "--quiet", "main")
    rig.commit({ "README.md": "Not part of any image.\n" })
    assert.equal(await build(), first)
    const author = ["-c", "user.name=Somebody Else", "-c", "user.email=else@example.com"]
    rig.git(...author, "merge", "--quiet", "--no-ff", "--message=Merge", "feature/hello")
    rig.git("tag", "v2.0.0")
    assert.equal(await build(), changed)
    rig.git(...author, "commit", "--quiet", "--amend", "--message=Other words", "--date=2001-01-01T00:00:00Z")
    assert.equal(await build(), changed)
  })

  await t.test("and holds no test code, in none of its layers", () => {
    const folder = join(rig.folder, ".slipway", "images", "blobs", "sha256")
    const archives = readdirSync(folder).flatMap((name) => {
      const blob = readFileSync(join(folder, name))
      return blob.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b])) ? [{ path: join(folder, name), bytes: blob }] : []
    })
    assert.ok(archives.length >= 2)
    for (const { path, bytes } of archives) {
      const listed = execFileSync("tar", ["--list", "--gzip", "--file", path], { encoding: "utf8" })
      assert.match(listed, /^app\/web\/dist\/main\.js$/m)
      assert.doesNotMatch(listed, /test/)
      assert.equal(gunzipSync(bytes).includes("a-test-of-the-service"), false)
    }
  })
})

test("an image of nothing but the commit's files needs no checkout, and is the one that a checkout gives", {
  timeout: 120_000,
}, async (t) => {
  const rig = RunRig.withFiles(t, {
    ...FILES,
    "slipway.yaml": FILES["slipway.yaml"].replace("needs: [build]", "files: [dist, start.sh, link]"),
    "web/dist/main.js": "console.log('built before')\n",
    "web/dist/large.js": "// large\n".repeat(200_000),
    "web/start.sh": "#!/bin/sh\n",
  })
  chmodSync(join(rig.folder, "web/start.sh"), 0o755)
  symlinkSync("start.sh", join(rig.folder, "web/link"))
  rig.commit({})
  const checkouts = join(rig.folder, ".slipway", "cache", "checkouts")
  const build = async (...options: readonly string[]) => {
    const { status, stdout, stderr } = await rig.slipway("image", "build", "web", "--no-cache", ...options)
    assert.equal(status, 0, stderr)
    return stdout.trim()
  }
  const committed = await build()
  rmSync(join(rig.folder, "web/dist"), { recursive: true })
  assert.equal(await build("main"), committed)
  rig.git("checkout", "--quiet", "HEAD", "--", ".")
  rig.write({ "web/dist/main.js": "console.log('edited')\n" })
  const edited = await build("--dirty")
  assert.notEqual(edited, committed)
  assert.equal(existsSync(checkouts), false)

  const fromCheckout = async (...options: readonly string[]) => {
    const only = ["--only", "web:image", "--keep", "--no-cache", "--format", "json"]
    const { status, stdout, stderr } = await rig.slipway("run", ...only, ...options)
    assert.equal(status, 0, stderr)
    const events = stdout
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line))
    return JSON.stringify(events).match(/"digest":"(sha256:[0-9a-f]{64})"/)?.[1]
  }
  assert.equal(await fromCheckout("--dirty"), edited)
  assert.equal(await fromCheckout("main"), committed)
})
