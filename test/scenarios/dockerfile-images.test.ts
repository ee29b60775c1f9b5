import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { gunzipSync } from "node:zlib"
import { OciLayout } from "../../src/adapters/oci/oci-layout.ts"
import { BUNDLE_TYPE, decodeBundle } from "../../src/core/evidence/bundle.ts"
import { payloadOf } from "../../src/core/evidence/envelope.ts"
import { PREDICATE } from "../../src/core/evidence/statement.ts"
import type { Digest } from "../../src/core/shared/digest.ts"
import { valueFrom } from "../support/assert-result.ts"
import { BASE, dockerfileProject } from "../support/dockerfile-project.ts"
import { outputOf } from "../support/run-rig.ts"
import { makeSystemImage, SMALL_SYSTEM } from "../support/system-image.ts"

const SECRET = "correct-horse-battery"

const IMAGE = `file: /docker/web.Dockerfile, context: /, target: final, args: { GREETING: hello },
      secrets: [BUILD_TOKEN], needs: ["texts:build"]`

const DOCKERFILE = `ARG FROM=${BASE}
FROM $FROM AS build
ARG GREETING
WORKDIR /srv
RUN --mount=type=secret,id=BUILD_TOKEN cat /run/secrets/BUILD_TOKEN; echo " is hidden"
RUN echo "$GREETING" > greeting
COPY texts/dist/made.txt .

FROM build AS final
COPY . all/
CMD ["/bin/cat", "greeting"]

FROM ${BASE} AS never
RUN false
`

const COMPONENT = `    jobs:
      component: { run: "cat greeting made.txt; ls -A all all/web; ls test.txt", in: image }
`

test("images that a Dockerfile makes", { timeout: 300_000 }, async (t) => {
  const project = await dockerfileProject(t, IMAGE, {
    ".dockerignore": "**/*.md\nslipway.yaml\n",
    "docker/web.Dockerfile": DOCKERFILE,
    "web/notes.md": "notes",
    "web/main.txt": "first",
    "web/test.txt": "a test",
  })
  if (!project) return
  const { engine, rig } = project
  rig.variables.BUILD_TOKEN = SECRET
  rig.write({ "ignored.txt": "never committed" })
  rig.commit({ "slipway.yaml": `${readFileSync(join(rig.folder, "slipway.yaml"), "utf8")}${COMPONENT}` })
  const folder = join(rig.folder, ".slipway", "images")
  const registry = new OciLayout(folder)

  const run = async () => {
    const { status, stdout, stderr } = await rig.slipway("run", "--format=json")
    assert.equal(status, 0, `${stdout}${stderr}`)
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
    const built: Digest = events.find(({ type }) => type === "image-built").digest
    const ended = events.find(({ type, job }) => type === "job-ended" && job === "web:image")
    const said = (job: string) =>
      events.flatMap((event) => (event.type === "job-output" && event.job === job ? [event.text] : [])).join("")
    return { built, isRestored: ended.restored !== null, build: said("web:image"), tests: said("web:component").trim() }
  }
  const first = await run()

  await t.test("hold the commit's files and outputs of jobs, less what .dockerignore leaves out", () => {
    assert.deepEqual(first.tests.split("\n"), [
      "hello",
      "made",
      "all:",
      ...[".dockerignore", ".gitignore", "docker", "texts", "web", ""],
      "all/web:",
      ...["main.txt", "test.txt"],
      "test.txt",
    ])
  })

  await t.test("are made with secrets that nobody sees, in no layer and no log", async () => {
    assert.match(first.build, /\*\*\*\s*is hidden/)
    const blobs = readdirSync(join(folder, "blobs", "sha256")).map((name) =>
      readFileSync(join(folder, "blobs", "sha256", name)),
    )
    const layers = blobs.map((blob) => (blob[0] === 0x1f ? gunzipSync(blob) : blob))
    assert.ok(
      layers.some((layer) => layer.includes("is hidden")),
      "the history of the image is among what is looked at",
    )
    assert.ok(!layers.some((layer) => layer.includes(SECRET)))
  })

  await t.test("are those of the engine: their configuration is the same", async () => {
    const { config } = valueFrom(await registry.readManifest(first.built))
    const tags = await engine.docker("images", "--no-trunc", "--format={{.Repository}} {{.ID}}")
    assert.ok(tags.includes(`slipway-build/web ${config.digest}`), tags)
  })

  await t.test("have a provenance that names what they start from", async () => {
    const found = valueFrom(await registry.referrers(first.built, BUNDLE_TYPE))
    const read = found.map(async ({ digest }) => {
      const [layer] = valueFrom(await registry.readManifest(digest)).layers
      const envelope = decodeBundle(valueFrom(await registry.readBlob(layer?.digest ?? digest)))
      assert.ok(envelope)
      return JSON.parse(payloadOf(envelope).toString())
    })
    const statements = await Promise.all(read)
    const { predicate } = statements.find(({ predicateType }) => predicateType === PREDICATE.provenance)
    const { buildType, resolvedDependencies } = predicate.buildDefinition
    assert.equal(buildType, "https://slipway.dev/build/dockerfile/v1")
    const id = await engine.docker("image", "inspect", "--format={{.Id}}", BASE)
    assert.deepEqual(resolvedDependencies.slice(1), [{ uri: `oci:${BASE}`, digest: { sha256: id.slice(7) } }])
  })

  await t.test("are found again by their inputs", async () => {
    rig.commit({ "README.md": "left out" })
    const again = await run()
    assert.equal(again.isRestored, true)
    assert.equal(again.built, first.built)
  })

  await t.test("are built again from the engine's layers when a file is another one", async () => {
    rig.commit({ "web/main.txt": "second" })
    const second = await run()
    assert.equal(second.isRestored, false)
    assert.notEqual(second.built, first.built)
    assert.match(second.build, /\[build 4\/5\] RUN echo "hello" > greeting\n.*CACHED/)
  })

  await t.test("are built again when what they start from is another image by the same name", async () => {
    await makeSystemImage(engine, BASE, { files: [...SMALL_SYSTEM, "/bin/mkdir", "/bin/true"] })
    const third = await run()
    assert.equal(third.isRestored, false)
    assert.doesNotMatch(third.build, /\[build 4\/5\].*\n.*CACHED/)
  })

  await t.test("come back into the engine for a job that tests them", async () => {
    const images = await engine.docker("images", "--format={{.Repository}}:{{.Tag}}")
    await engine.docker(
      "image",
      "remove",
      images.split("\n").find((name) => name.startsWith("slipway-build/web")) ?? "",
    )
    const definition = readFileSync(join(rig.folder, "slipway.yaml"), "utf8")
    rig.commit({ "slipway.yaml": definition.replace("ls test.txt", "cat test.txt") })
    const last = await rig.slipway("run", "--format=plain")
    assert.equal(last.status, 0, last.stdout)
    assert.equal(outputOf("web:component", last.stdout).at(-1), "a test")
  })
})
