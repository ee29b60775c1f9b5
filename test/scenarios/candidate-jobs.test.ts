import assert from "node:assert/strict"
import { join } from "node:path"
import { test } from "node:test"
import { OciLayout } from "../../src/adapters/oci/oci-layout.ts"
import { BUNDLE_TYPE, decodeBundle } from "../../src/core/evidence/bundle.ts"
import { payloadOf } from "../../src/core/evidence/envelope.ts"
import { PREDICATE } from "../../src/core/evidence/statement.ts"
import { type Digest, hexOf } from "../../src/core/shared/digest.ts"
import { valueFrom } from "../support/assert-result.ts"
import { startDockerEngine } from "../support/docker-engine.ts"
import { putNodeBaseImage } from "../support/node-base-image.ts"
import { outputOf, RunRig } from "../support/run-rig.ts"
import { ServerRig } from "../support/server-rig.ts"
import { SMALL_SYSTEM } from "../support/system-image.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { tinyFiles } from "../support/tiny-project.ts"

const COMPONENT = `
const assert = require("node:assert/strict")
const { accessSync, constants, readFileSync } = require("node:fs")
const { test } = require("node:test")
test("the service as it is delivered", () => {
  assert.equal(readFileSync(__dirname + "/../content", "utf8"), "first")
  assert.throws(() => accessSync(__dirname + "/../content", constants.W_OK))
  assert.equal(process.env.NODE_ENV, "production")
})
`
const SERVER = tinyFiles("")["web/server.js"] ?? ""

const definition = (base: string) => `version: 1
project: demo
services:
  web:
    directory: web
    image: { builder: node, base: "${base}", platform: linux/${process.arch === "arm64" ? "arm64" : "amd64"} }
    run: { port: 3000 }
    public: true
    jobs:
      spoil: { run: "rm content; echo spoilt > content", in: image, outputs: [content] }
      spoilt: { run: cat content, needs: [spoil] }
      component:
        run: mkdir reports; cat content; node --test --test-reporter=junit --test-reporter-destination=reports/all.xml test/*
        in: image
        needs: [spoilt]
        reports: { junit: "reports/*.xml" }
targets: { local: { kind: process } }
environments: { uat: { from: { branch: main }, target: local } }
`

test("jobs in the image that they test", { timeout: 300_000 }, async (t) => {
  const engine = await startDockerEngine(t)
  if (!engine) return
  const manifest = { name: "web", version: "1.0.0", main: "server.js", files: ["server.js", "content", "package.json"] }
  const rig = RunRig.withFiles(t, {
    "web/package.json": JSON.stringify(manifest),
    "web/server.js": SERVER,
    "web/content": "first",
    "web/test/component.test.cjs": COMPONENT,
  })
  rig.variables.DOCKER_HOST = engine.host
  const registry = new OciLayout(join(rig.folder, ".slipway", "images"))
  await using folder = await temporaryFolder()
  const base = await putNodeBaseImage(registry, join(folder.path, "base"), [...SMALL_SYSTEM, "/bin/rm", "/bin/mkdir"])
  rig.commit({ ".gitignore": ".slipway/\n", "slipway.yaml": definition(base) })
  const { status, stdout, stderr } = await rig.slipway("run", "--format=json")
  assert.equal(status, 0, stdout + stderr)
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
  const image: Digest = events.find(({ type }) => type === "image-built").digest
  const said = (job: string) =>
    events
      .flatMap((event) => (event.type === "job-output" && event.job === job ? [event.text ?? event.line] : []))
      .join("")

  await t.test("find its own files, whatever the checkout has become, and bring back what they declare", () => {
    assert.match(said("web:spoilt"), /spoilt/)
    assert.match(said("web:component"), /^first/)
    const { tests } = events.find(({ type, job }) => type === "job-ended" && job === "web:component")
    assert.deepEqual([tests.passed, tests.failed], [1, 0])
  })

  await t.test("prove something about the image, in statements beside it", async () => {
    const found = valueFrom(await registry.referrers(image, BUNDLE_TYPE))
    const read = found.map(async ({ digest }) => {
      const [layer] = valueFrom(await registry.readManifest(digest)).layers
      const envelope = decodeBundle(valueFrom(await registry.readBlob(layer?.digest ?? digest)))
      assert.ok(envelope)
      return JSON.parse(payloadOf(envelope).toString())
    })
    const statements = (await Promise.all(read)).filter(({ predicateType }) => predicateType === PREDICATE.jobs)
    assert.equal(statements.length, 1)
    assert.deepEqual(statements[0].subject[0], { name: "image:web", digest: { sha256: hexOf(image) } })
    const jobs = statements[0].predicate.jobs.map(({ job }: { job: string }) => job)
    assert.deepEqual(jobs, ["web:spoil", "web:component"])
  })

  await t.test("open the gates of a server, whose release holds that very image", async (t) => {
    const server = await ServerRig.start(t, rig)
    await server.pushed("main")
    await server.serves("uat", "first")
    assert.equal(await engine.docker("ps", "--all", "--quiet"), "")
  })

  await t.test("run again when the image is another one", async () => {
    rig.commit({ "web/content": "second" })
    const again = await rig.slipway("run", "--format=plain")
    assert.match(outputOf("web:component", again.stdout).join("\n"), /^second/)
    assert.match(again.stdout, /web:component.*failed/)
    assert.equal(again.status, 1)
  })
})
