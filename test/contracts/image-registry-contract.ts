import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { MEDIA_TYPE } from "../../src/core/image/manifest.ts"
import { type Digest, digestOf } from "../../src/core/shared/digest.ts"
import { FailureError } from "../../src/core/shared/result.ts"
import type { ImageRegistry } from "../../src/ports/image-registry.ts"
import { failureFrom, valueFrom } from "../support/assert-result.ts"
import { putSampleArtifact, putSampleImage, SAMPLE_ARTIFACT } from "../support/sample-image.ts"

/** An empty registry, and what a test may do to it behind its back. */
export interface OpenRegistry extends AsyncDisposable {
  readonly registry: ImageRegistry
  /** Replaces the stored bytes of a blob. */
  damage(digest: Digest, bytes: Uint8Array): Promise<void>
}

/** What every image registry must do. */
export function imageRegistryContract(name: string, open: () => Promise<OpenRegistry>): void {
  const absent = digestOf("absent")

  describe(name, () => {
    test("a blob is read back as it was written", async () => {
      await using opened = await open()
      const { registry } = opened
      const stored = valueFrom(await registry.putBlob(Buffer.from("hello")))
      assert.deepEqual(stored, { digest: digestOf("hello"), size: 5 })
      assert.equal(await registry.hasBlob(stored.digest), true)
      assert.equal(valueFrom(await registry.readBlob(stored.digest)).toString(), "hello")
      assert.equal(Buffer.concat(await collect(registry, stored.digest)).toString(), "hello")
      assert.deepEqual(valueFrom(await registry.putBlob(Buffer.from("hello"))), stored, "twice is harmless")
    })

    test("a blob is written from a stream, and an empty one is a blob too", async () => {
      await using opened = await open()
      const { registry } = opened
      const parts = Array.from({ length: 500 }, (_, at) => Buffer.alloc(1000, at))
      const stored = valueFrom(await registry.putBlob(streamOf(parts)))
      assert.equal(stored.size, 500_000)
      assert.deepEqual(Buffer.concat(await collect(registry, stored.digest)), Buffer.concat(parts))
      assert.equal(valueFrom(await registry.putBlob(new Uint8Array())).size, 0)
    })

    test("a stream that breaks leaves no blob", async () => {
      await using opened = await open()
      const { registry } = opened
      const broken = async function* () {
        yield Buffer.from("half")
        throw new FailureError({ reason: "canceled", message: "stopped" })
      }
      failureFrom(await registry.putBlob(broken()), "canceled")
      assert.equal(await registry.hasBlob(digestOf("half")), false)
    })

    test("what is not there is image-unknown", async () => {
      await using opened = await open()
      const { registry } = opened
      assert.equal(await registry.hasBlob(absent), false)
      failureFrom(await registry.readBlob(absent), "image-unknown")
      failureFrom(await registry.streamBlob(absent), "image-unknown")
      failureFrom(await registry.readManifest(absent), "image-unknown")
      failureFrom(await registry.resolve("absent"), "image-unknown")
      failureFrom(await registry.resolve(absent), "image-unknown")
      failureFrom(await registry.name(absent, "web", { moves: true }), "image-unknown")
      assert.deepEqual(valueFrom(await registry.names()), [])
      assert.deepEqual(valueFrom(await registry.referrers(absent)), [])
    })

    test("a damaged blob is image-corrupt, however it is read, and is healed by writing it again", async () => {
      await using opened = await open()
      const { registry } = opened
      const image = await putSampleImage(registry, "content")
      const content = valueFrom(await registry.readBlob(image.digest))
      for (const bytes of [Buffer.from("other"), content.subarray(0, -1), Buffer.alloc(0)]) {
        await opened.damage(image.digest, bytes)
        failureFrom(await registry.readBlob(image.digest), "image-corrupt")
        failureFrom(await registry.readManifest(image.digest), "image-corrupt")
        failureFrom(await registry.resolve(image.digest), "image-corrupt")
        await assert.rejects(
          collect(registry, image.digest),
          (error) => error instanceof FailureError && error.failure.reason === "image-corrupt",
        )
      }
      assert.deepEqual(await putSampleImage(registry, "content"), image)
      valueFrom(await registry.readManifest(image.digest))
    })

    test("a manifest is read back, and resolved by its digest", async () => {
      await using opened = await open()
      const { registry } = opened
      const image = await putSampleImage(registry, "a")
      assert.equal(image.mediaType, MEDIA_TYPE.manifest)
      assert.equal(valueFrom(await registry.readManifest(image.digest)).layers[0]?.digest, digestOf("a"))
      assert.deepEqual(valueFrom(await registry.resolve(image.digest)), image)
      assert.deepEqual(valueFrom(await registry.names()), [], "a digest is not a name that was given")
    })

    test("a manifest is taken over byte for byte, and an index with what was wanted of it", async () => {
      await using opened = await open()
      const { registry } = opened
      const image = await putSampleImage(registry, "a")
      const manifest = valueFrom(await registry.readManifest(image.digest))
      const bytes = Buffer.from(JSON.stringify({ ...manifest, annotations: { made: "elsewhere" } }, null, 3))
      const imported = valueFrom(await registry.importManifest(bytes))
      assert.deepEqual(imported, { mediaType: MEDIA_TYPE.manifest, digest: digestOf(bytes), size: bytes.byteLength })
      assert.deepEqual(valueFrom(await registry.readBlob(imported.digest)), bytes)
      const platform = { os: "linux", architecture: "amd64" }
      const manifests = [{ ...imported, platform }]
      const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests }, null, 3))
      const { digest, mediaType } = valueFrom(await registry.importManifest(index))
      assert.equal(mediaType, MEDIA_TYPE.index)
      assert.equal(digest, digestOf(index))
      assert.equal(valueFrom(await registry.resolve(digest)).mediaType, MEDIA_TYPE.index)
      assert.equal(valueFrom(await registry.readManifest(digest, platform)).annotations?.made, "elsewhere")
      for (const text of ["", "{}", "null", '{"schemaVersion":2}']) {
        failureFrom(await registry.importManifest(Buffer.from(text)), "image-corrupt")
      }
    })

    test("a manifest whose blobs are not stored is refused", async () => {
      await using opened = await open()
      const config = { mediaType: MEDIA_TYPE.config, digest: absent, size: 1 }
      const manifest = { schemaVersion: 2, mediaType: MEDIA_TYPE.manifest, config, layers: [] } as const
      failureFrom(await opened.registry.putManifest(manifest), "image-unknown")
    })

    test("something that is no manifest is image-corrupt", async () => {
      await using opened = await open()
      const { registry } = opened
      for (const text of ["", "{", "[]", '{"schemaVersion":2}', '{"schemaVersion":1,"layers":[]}', "null"]) {
        const { digest } = valueFrom(await registry.putBlob(Buffer.from(text)))
        failureFrom(await registry.readManifest(digest), "image-corrupt")
      }
    })

    test("an index gives the manifest of a platform", async () => {
      await using opened = await open()
      const { registry } = opened
      const amd64 = await putSampleImage(registry, "amd64")
      const platform = { os: "linux", architecture: "amd64" }
      const index = { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests: [{ ...amd64, platform }] }
      const { digest } = valueFrom(await registry.putBlob(Buffer.from(JSON.stringify(index))))
      assert.equal(valueFrom(await registry.readManifest(digest, platform)).layers[0]?.digest, digestOf("amd64"))
      failureFrom(await registry.readManifest(digest, { os: "linux", architecture: "arm64" }), "image-unknown")
      failureFrom(await registry.readManifest(digest), "image-unknown")
    })

    test("names are given, moved where that is allowed, and listed in order", async () => {
      await using opened = await open()
      const { registry } = opened
      const [a, b] = [await putSampleImage(registry, "a"), await putSampleImage(registry, "b")]
      valueFrom(await registry.name(a.digest, "web:main", { moves: false }))
      valueFrom(await registry.name(a.digest, "web:main", { moves: false }))
      valueFrom(await registry.name(a.digest, "web:1.0.0", { moves: false }))
      assert.deepEqual(valueFrom(await registry.resolve("web:main")), a)
      failureFrom(await registry.name(b.digest, "web:main", { moves: false }), "name-moves")
      assert.deepEqual(valueFrom(await registry.resolve("web:main")), a, "a refused move moves nothing")
      valueFrom(await registry.name(b.digest, "web:main", { moves: true }))
      assert.deepEqual(valueFrom(await registry.resolve("web:main")), b)
      const names = valueFrom(await registry.names())
      assert.deepEqual(
        names.map(({ name, descriptor }) => [name, descriptor.digest]),
        [
          ["web:1.0.0", a.digest],
          ["web:main", b.digest],
        ],
      )
    })

    for (const bad of [
      "",
      "-a",
      "a b",
      "a/",
      "../a",
      "a//b",
      "a\nb",
      "é",
      `${absent}`,
      "$(id)",
      "a---b",
      "x".repeat(300),
    ]) {
      test(`${JSON.stringify(bad).slice(0, 40)} is no name`, async () => {
        await using opened = await open()
        const image = await putSampleImage(opened.registry, "a")
        failureFrom(await opened.registry.name(image.digest, bad, { moves: true }), "argument-invalid")
      })
    }

    test("referrers are found by what they speak about and by type, and are no named images", async () => {
      await using opened = await open()
      const { registry } = opened
      const [a, b] = [await putSampleImage(registry, "a"), await putSampleImage(registry, "b")]
      const first = await putSampleArtifact(registry, a, "first")
      const second = await putSampleArtifact(registry, a, "second", "application/vnd.other.v1+json")
      await putSampleArtifact(registry, b, "third")
      await putSampleArtifact(registry, null, "alone")
      assert.deepEqual(await putSampleArtifact(registry, a, "first"), first, "twice is once")
      const found = valueFrom(await registry.referrers(a.digest))
      assert.deepEqual(found.map(({ digest }) => digest).sort(), [first.digest, second.digest].sort())
      assert.deepEqual(valueFrom(await registry.referrers(a.digest, SAMPLE_ARTIFACT)), [
        { ...first, artifactType: SAMPLE_ARTIFACT },
      ])
      assert.deepEqual(valueFrom(await registry.names()), [])
      assert.deepEqual(valueFrom(await registry.readManifest(first.digest)).subject?.digest, a.digest)
    })

    test("many writers at once lose nothing", async () => {
      await using opened = await open()
      const { registry } = opened
      const numbers = Array.from({ length: 30 }, (_, at) => at)
      await Promise.all(
        numbers.map(async (number) => {
          const image = await putSampleImage(registry, `image ${number % 10}`)
          valueFrom(await registry.name(image.digest, `web:${number}`, { moves: false }))
          await putSampleArtifact(registry, image, `artifact ${number}`)
        }),
      )
      assert.equal(valueFrom(await registry.names()).length, 30)
      const image = valueFrom(await registry.resolve("web:3"))
      assert.equal(valueFrom(await registry.referrers(image.digest)).length, 3)
    })
  })
}

async function collect(registry: ImageRegistry, digest: Digest): Promise<Buffer[]> {
  const chunks: Buffer[] = []
  for await (const chunk of valueFrom(await registry.streamBlob(digest))) chunks.push(chunk)
  return chunks
}

async function* streamOf(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts
}
