import assert from "node:assert/strict"
import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { access, readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { test } from "node:test"
import { promisify } from "node:util"
import { imageRegistryContract } from "../../../test/contracts/image-registry-contract.ts"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { requireComponent } from "../../../test/support/component.ts"
import { putSampleArtifact, putSampleImage } from "../../../test/support/sample-image.ts"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { hexOf } from "../../core/shared/digest.ts"
import { FolderLock } from "./folder-lock.ts"
import { OciLayout } from "./oci-layout.ts"

const run = promisify(execFile)
const skopeo = await access("/usr/bin/skopeo").then(
  () => true,
  () => false,
)

imageRegistryContract("image registry in an image layout folder", async () => {
  const folder = await temporaryFolder()
  return {
    registry: new OciLayout(join(folder.path, "images")),
    damage: (digest, bytes) => writeFile(join(folder.path, "images", "blobs", "sha256", hexOf(digest)), bytes),
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  }
})

test("the folder is an image layout, and holds nothing half-written", async () => {
  await using folder = await temporaryFolder()
  const registry = new OciLayout(folder.path)
  await putSampleArtifact(registry, await putSampleImage(registry, "a"), "evidence")
  assert.deepEqual(JSON.parse(await readFile(join(folder.path, "oci-layout"), "utf8")), { imageLayoutVersion: "1.0.0" })
  const { manifests } = JSON.parse(await readFile(join(folder.path, "index.json"), "utf8"))
  assert.deepEqual(
    manifests.map((entry: { artifactType?: string }) => entry.artifactType),
    [undefined, "application/vnd.slipway.sample.v1+json"],
  )
  assert.deepEqual(await readdir(join(folder.path, ".partial")), [])
})

test("a damaged index.json is said to be damaged, and never written over", async () => {
  await using folder = await temporaryFolder()
  const registry = new OciLayout(folder.path)
  await putSampleImage(registry, "a")
  for (const text of ["", "{", "{}", '{"schemaVersion":2,"manifests":[{"digest":"../../etc/passwd"}]}']) {
    await writeFile(join(folder.path, "index.json"), text)
    failureFrom(await registry.names(), "image-corrupt")
    failureFrom(await registry.name((await sampleDigest(registry)).digest, "a", { moves: true }), "image-corrupt")
    assert.equal(await readFile(join(folder.path, "index.json"), "utf8"), text)
  }
})

async function sampleDigest(registry: OciLayout) {
  return valueFrom(await registry.putBlob(Buffer.from("anything")))
}

const processText = (folder: string, body: string) => `
  import { OciLayout } from ${JSON.stringify(new URL("./oci-layout.ts", import.meta.url).href)}
  import { FolderLock } from ${JSON.stringify(new URL("./folder-lock.ts", import.meta.url).href)}
  import { putSampleImage, putSampleArtifact } from ${JSON.stringify(new URL("../../../test/support/sample-image.ts", import.meta.url).href)}
  const folder = ${JSON.stringify(folder)}
  ${body}`

const nodeArguments = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval"]

test("four processes that write at once lose nothing", async () => {
  await using folder = await temporaryFolder()
  const body = (name: string) => `
    const registry = new OciLayout(folder)
    for (let at = 0; at < 20; at++) {
      const image = await putSampleImage(registry, "${name} " + at)
      const named = await registry.name(image.digest, "${name}:" + at, { moves: false })
      if (!named.ok) throw new Error(named.failure.message)
      await putSampleArtifact(registry, image, "evidence")
    }`
  await Promise.all(
    ["a", "b", "c", "d"].map((name) => run(process.execPath, [...nodeArguments, processText(folder.path, body(name))])),
  )
  const registry = new OciLayout(folder.path)
  assert.equal(valueFrom(await registry.names()).length, 80)
  const image = valueFrom(await registry.resolve("c:7"))
  assert.equal(valueFrom(await registry.referrers(image.digest)).length, 1)
})

test("a writer that is killed while it holds the lock holds up nobody", async () => {
  await using folder = await temporaryFolder()
  const body = `await new FolderLock(folder + "/.lock").run(() => {
    console.log("locked")
    setInterval(() => {}, 1000)
    return new Promise(() => {})
  })`
  const child = spawn(process.execPath, [...nodeArguments, processText(folder.path, body)])
  for await (const line of createInterface({ input: child.stdout })) if (line === "locked") break
  await assert.rejects(
    new FolderLock(join(folder.path, ".lock"), 20).run(async () => {}),
    /is held/,
  )
  child.kill("SIGKILL")
  await once(child, "close")
  await putSampleImage(new OciLayout(folder.path), "a")
})

test("skopeo inspects and copies every image while evidence lies beside it", async (t) => {
  if (!requireComponent(t, "skopeo", skopeo)) return
  await using folder = await temporaryFolder()
  const images = join(folder.path, "images")
  const registry = new OciLayout(images)
  const [a, b] = [await putSampleImage(registry, "a"), await putSampleImage(registry, "b")]
  for (const image of [a, b, null]) await putSampleArtifact(registry, image, "evidence")
  valueFrom(await registry.name(a.digest, "web:feature-x-0123456789ab", { moves: false }))
  valueFrom(await registry.name(b.digest, "api:v1.0.0-rc.1", { moves: false }))
  for (const [name, digest] of [
    ["web:feature-x-0123456789ab", a.digest],
    ["api:v1.0.0-rc.1", b.digest],
    [b.digest, b.digest],
  ] as const) {
    const { stdout } = await run("skopeo", ["inspect", `oci:${images}:${name}`])
    assert.equal(JSON.parse(stdout).Digest, digest)
    await run("skopeo", ["copy", `oci:${images}:${name}`, `oci:${join(folder.path, "copy")}:${name}`])
  }
})

test("after skopeo has copied a base image into the folder, evidence is found as before", async (t) => {
  if (!requireComponent(t, "skopeo", skopeo)) return
  await using folder = await temporaryFolder()
  const base = new OciLayout(join(folder.path, "elsewhere"))
  const image = await putSampleImage(base, "base")
  valueFrom(await base.name(image.digest, "node", { moves: false }))
  const images = join(folder.path, "images")
  const registry = new OciLayout(images)
  const own = await putSampleImage(registry, "own")
  const evidence = await putSampleArtifact(registry, own, "evidence")
  await run("skopeo", ["copy", `oci:${base.folder}:node`, `oci:${images}:node`])
  const copied = valueFrom(await registry.resolve("node"))
  valueFrom(await registry.readManifest(copied.digest))
  const [found] = valueFrom(await registry.referrers(own.digest, "application/vnd.slipway.sample.v1+json"))
  assert.equal(found?.digest, evidence.digest)
  await putSampleImage(registry, "another")
  assert.deepEqual(valueFrom(await registry.resolve("node")), copied)
})
