import assert from "node:assert/strict"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import fc from "fast-check"
import { type Header, pack } from "tar-stream"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { putLayeredImage } from "../../../test/support/sample-image.ts"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import type { ArchiveFormat } from "../../core/image/image-place.ts"
import { OciLayout } from "../oci/oci-layout.ts"
import { tarArchives } from "./tar-archives.ts"

const FORMATS: readonly ArchiveFormat[] = ["oci-archive", "docker-archive"]

async function rig() {
  const folder = await temporaryFolder()
  const registry = new OciLayout(join(folder.path, "images"))
  const { digest } = await putLayeredImage(registry, ["base", "of web"])
  return {
    registry,
    digest,
    at: (name: string) => join(folder.path, name),
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  }
}

async function archiveOf(entries: readonly (Partial<Header> & { readonly name: string; readonly content?: string })[]) {
  const archive = pack()
  for (const { content = "", ...header } of entries) archive.entry(header, content)
  archive.finalize()
  const chunks: Uint8Array[] = []
  for await (const chunk of archive) if (chunk instanceof Uint8Array) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe("images in archives", () => {
  for (const format of FORMATS) {
    test(`${format}: what was written is read, and a byte that is flipped is found`, async () => {
      await using place = await rig()
      const file = place.at("image.tar")
      valueFrom(await tarArchives.write(place.registry, place.digest, { format, file, name: "web:v1" }))
      const good = readFileSync(file)
      let reads = 0
      const read = () => tarArchives.read({ format, file, name: null }, new OciLayout(place.at(`read ${reads++}`)))
      // Neither names the type of a layer that is not compressed in another way.
      assert.equal(valueFrom(await read()), place.digest)
      const flip = fc.record({ at: fc.nat(good.length - 1), by: fc.integer({ min: 1, max: 255 }) })
      await fc.assert(
        fc.asyncProperty(flip, async ({ at, by }) => {
          // Padding may be anything.
          fc.pre(good[at] !== 0)
          const changed = Buffer.from(good)
          changed[at] = (changed[at] ?? 0) ^ by
          writeFileSync(file, changed)
          const found = await read()
          // A name, or the version of the layout, is no part of the image.
          assert.ok(!found.ok || found.value === place.digest)
          if (!found.ok) assert.equal(found.failure.reason, "image-corrupt")
        }),
        { numRuns: 150 },
      )
    })
  }

  test("an archive is written whole or not at all", async () => {
    await using place = await rig()
    const file = place.at("image.tar")
    place.registry.streamBlob = async () => failingStream()
    const written = tarArchives.write(place.registry, place.digest, { format: "oci-archive", file, name: null })
    failureFrom(await written, "image-corrupt")
    assert.deepEqual(readdirSync(place.at(".")), ["images"])
  })

  const manifest = (content: unknown) => ({ name: "manifest.json", content: JSON.stringify(content) })
  const config = {
    name: "config.json",
    content: JSON.stringify({ os: "linux", architecture: "amd64", rootfs: { type: "layers", diff_ids: [] } }),
  }
  const hostile: Readonly<Record<string, readonly [entries: Parameters<typeof archiveOf>[0], message: RegExp]>> = {
    "a path that goes up": [[{ name: "../../etc/passwd", content: "x" }], /leads out of it/],
    "an absolute path": [[{ name: "/etc/passwd", content: "x" }], /leads out of it/],
    "a device": [[{ name: "device", type: "block-device" }], /is a block-device/],
    "a link to a file outside": [
      [
        { name: "layer.tar", type: "symlink", linkname: "../../etc/passwd" },
        config,
        manifest([{ Config: "config.json", Layers: ["layer.tar"] }]),
      ],
      /lists other layers|is missing/,
    ],
    nothing: [[], /there is no manifest.json in it/],
    "a manifest that is none": [[manifest({ Config: 1 })], /not what docker save writes/],
    "no configuration": [[manifest([{ Config: "config.json", Layers: [] }])], /"config.json" is missing/],
    "two images, and none chosen": [
      [
        config,
        manifest([
          { Config: "config.json", Layers: [] },
          { Config: "config.json", Layers: [] },
        ]),
      ],
      /there are 2 images in it/,
    ],
  }
  for (const [what, [entries, message]] of Object.entries(hostile)) {
    test(`refused: ${what}`, async () => {
      await using place = await rig()
      const file = place.at("image.tar")
      await writeFile(file, await archiveOf(entries))
      const read = await tarArchives.read({ format: "docker-archive", file, name: null }, place.registry)
      assert.match(failureFrom(read, "image-corrupt").message, message)
    })
  }
})

function failingStream() {
  return { ok: false as const, failure: { reason: "image-corrupt" as const, message: "it is damaged" } }
}
