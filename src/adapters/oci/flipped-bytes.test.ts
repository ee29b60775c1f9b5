import assert from "node:assert/strict"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, test } from "node:test"
import fc from "fast-check"
import { valueFrom } from "../../../test/support/assert-result.ts"
import { putLayeredImage, putSampleArtifact } from "../../../test/support/sample-image.ts"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import type { Digest } from "../../core/shared/digest.ts"
import type { Result } from "../../core/shared/result.ts"
import { OciLayout } from "./oci-layout.ts"

const NAMES = ["web:v1.2.0", "web:main-0123456789ab", "api:v1.2.0"]

/** Two images that share a layer, names, and statements about both. */
async function rig() {
  const folder = await temporaryFolder()
  const registry = new OciLayout(folder.path)
  const web = await putLayeredImage(registry, ["base", "of web"])
  const api = await putLayeredImage(registry, ["base", "of api"])
  for (const [at, name] of NAMES.entries()) {
    valueFrom(await registry.name((at < 2 ? web : api).digest, name, { moves: false }))
  }
  for (const image of [web, api, null]) await putSampleArtifact(registry, image, `about ${image?.digest}`)
  return { folder: folder.path, images: [web.digest, api.digest], [Symbol.asyncDispose]: folder[Symbol.asyncDispose] }
}

/** Everything that can be asked, each with its answer; `damaged` or `absent` where there is none. */
async function answers(folder: string, images: readonly Digest[]): Promise<ReadonlyMap<string, unknown>> {
  // Nothing that was read before.
  const registry = new OciLayout(folder)
  const found = new Map<string, unknown>()
  const note = (question: string, answer: Result<unknown>) => {
    if (answer.ok) found.set(question, answer.value)
    else {
      assert.ok(["image-corrupt", "image-unknown"].includes(answer.failure.reason), answer.failure.reason)
      found.set(question, answer.failure.reason === "image-corrupt" ? "damaged" : "absent")
    }
  }
  for (const name of [...NAMES, ...images]) note(`resolve ${name}`, await registry.resolve(name))
  for (const digest of images) {
    note(`manifest of ${digest}`, await registry.readManifest(digest))
    note(`statements about ${digest}`, await registry.referrers(digest))
  }
  for (const hex of readdirSync(join(folder, "blobs/sha256"))) note(hex, await registry.readBlob(`sha256:${hex}`))
  return found
}

function flip(path: string, at: number, by: number): () => void {
  const bytes = readFileSync(path)
  const place = at % bytes.length
  const flipped = Buffer.from(bytes)
  flipped[place] = (flipped[place] ?? 0) ^ by
  writeFileSync(path, flipped)
  return () => writeFileSync(path, bytes)
}

const where = { at: fc.nat(100_000), by: fc.integer({ min: 1, max: 255 }) }

describe("a byte that is flipped", () => {
  test("in any blob is found when it is read, and nothing else is another than it was", async () => {
    await using layout = await rig()
    const before = await answers(layout.folder, layout.images)
    const blobs = readdirSync(join(layout.folder, "blobs/sha256"))
    await fc.assert(
      fc.asyncProperty(fc.record({ blob: fc.constantFrom(...blobs), ...where }), async ({ blob, at, by }) => {
        const mend = flip(join(layout.folder, "blobs/sha256", blob), at, by)
        const after = await answers(layout.folder, layout.images)
        assert.equal(after.get(blob), "damaged")
        for (const [question, answer] of after) if (answer !== "damaged") assert.deepEqual(answer, before.get(question))
        mend()
      }),
      { numRuns: 300 },
    )
  })

  test("in index.json never makes a name, or a statement, that of another image", async () => {
    await using layout = await rig()
    const before = await answers(layout.folder, layout.images)
    const path = join(layout.folder, "index.json")
    let found = 0
    await fc.assert(
      fc.asyncProperty(fc.record(where), async ({ at, by }) => {
        const mend = flip(path, at, by)
        const after = await answers(layout.folder, layout.images)
        for (const [question, answer] of after) {
          if (answer === "damaged") found++
          else if (answer !== "absent") assert.deepEqual(answer, before.get(question), question)
        }
        mend()
      }),
      { numRuns: 300 },
    )
    assert.ok(found > 300, "hardly anything was found")
  })
})
