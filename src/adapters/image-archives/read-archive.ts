import { createHash } from "node:crypto"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { createGunzip } from "node:zlib"
import { z } from "zod"
import { imageConfigSchema } from "../../core/image/image-config.ts"
import { type Descriptor, indexSchema, type Manifest, MEDIA_TYPE, manifestSchema } from "../../core/image/manifest.ts"
import { type Digest, hexOf } from "../../core/shared/digest.ts"
import { unwrap } from "../../core/shared/result.ts"
import type { ArchivePlace } from "../../ports/image-archives.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { type ArchiveEntries, readEntries, refused, type StoredEntry } from "./read-entries.ts"

const UNCOMPRESSED = "application/vnd.oci.image.layer.v1.tar"
const REF_NAME = "org.opencontainers.image.ref.name"
const texts = ["index.json", "oci-layout", "manifest.json"]

const dockerManifestSchema = z.array(
  z.looseObject({
    Config: z.string(),
    RepoTags: z.array(z.string()).nullish(),
    Layers: z.array(z.string()).max(10_000),
  }),
)

/** Stores the image of an archive and returns its digest. Throws a failure where there is none, or several. */
export async function readArchive({ format, file, name }: ArchivePlace, into: ImageRegistry): Promise<Digest> {
  const entries = await readEntries(file, into, texts)
  return format === "oci-archive" ? readOci(entries, name, into) : readDocker(entries, name, into)
}

async function readOci({ files, texts }: ArchiveEntries, name: string | null, into: ImageRegistry): Promise<Digest> {
  const index = indexSchema.safeParse(parse(texts.get("index.json"), "index.json"))
  if (!index.success) throw refused("its index.json is no image index")
  const { digest } = chosen(
    index.data.manifests,
    ({ annotations, artifactType }) => (artifactType === undefined ? [annotations?.[REF_NAME] ?? ""] : []),
    name,
  )
  const blob = (wanted: Digest) => {
    const path = `blobs/sha256/${hexOf(wanted)}`
    if (files.get(path)?.digest !== wanted) throw refused(`${path} is missing, or not what its name says`)
  }
  blob(digest)
  const bytes = unwrap(await into.readBlob(digest))
  const manifest = manifestSchema.safeParse(parse(bytes.toString("utf8"), digest))
  if (!manifest.success) throw refused("it holds images for several platforms: copy one of them")
  for (const part of [manifest.data.config, ...manifest.data.layers]) blob(part.digest)
  return unwrap(await into.importManifest(bytes)).digest
}

/** Engines name an image by its configuration, and write no manifest: it is made here. */
async function readDocker({ files, texts }: ArchiveEntries, name: string | null, into: ImageRegistry): Promise<Digest> {
  const listed = dockerManifestSchema.safeParse(parse(texts.get("manifest.json"), "manifest.json"))
  if (!listed.success) throw refused("its manifest.json is not what docker save writes")
  const image = chosen(listed.data, ({ RepoTags }) => (RepoTags ?? [""]).flatMap(spellings), name)
  const config = fileOf(files, image.Config)
  const named = /([0-9a-f]{64})(?:\.json)?$/.exec(image.Config)?.[1]
  if (named !== undefined && named !== hexOf(config.digest))
    throw refused("its configuration is not what its name says")
  const parsed = imageConfigSchema.safeParse(
    parse(unwrap(await into.readBlob(config.digest)).toString("utf8"), image.Config),
  )
  if (!parsed.success) throw refused("its configuration is not that of an image")
  const { diff_ids } = parsed.data.rootfs
  if (diff_ids.length !== image.Layers.length) throw refused("its configuration lists other layers than it holds")
  const layers: Descriptor[] = []
  for (const [at, path] of image.Layers.entries()) {
    const { digest, size, isGzip } = fileOf(files, path)
    const content = isGzip ? await uncompressedDigest(into, digest) : digest
    if (content !== diff_ids[at]) throw refused(`layer ${at + 1} is not what the configuration says`)
    layers.push({ mediaType: isGzip ? MEDIA_TYPE.layer : UNCOMPRESSED, digest, size })
  }
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: { mediaType: MEDIA_TYPE.config, digest: config.digest, size: config.size },
    layers,
  }
  return unwrap(await into.putManifest(manifest)).digest
}

/** skopeo writes Docker's own host and owner out. */
function spellings(tag: string): readonly string[] {
  return [
    tag,
    ...["docker.io/library/", "docker.io/"].flatMap((start) =>
      tag.startsWith(start) ? [tag.slice(start.length)] : [],
    ),
  ]
}

function fileOf(files: ArchiveEntries["files"], path: string): StoredEntry {
  const found = files.get(path)
  if (!found) throw refused(`${JSON.stringify(path.slice(0, 200))} is missing`)
  return found
}

async function uncompressedDigest(registry: ImageRegistry, digest: Digest): Promise<Digest> {
  const hash = createHash("sha256")
  const stored = unwrap(await registry.streamBlob(digest))
  await pipeline(Readable.from(stored), createGunzip(), async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) hash.update(chunk)
  }).catch((error: Error) => {
    throw refused(error.message)
  })
  return `sha256:${hash.digest("hex")}`
}

/** The only image, or that of this name. */
function chosen<T>(images: readonly T[], namesOf: (image: T) => readonly string[], name: string | null): T {
  const named = images.flatMap((image) => (namesOf(image).length > 0 ? [{ image, names: namesOf(image) }] : []))
  const wanted = name === null ? named : named.filter(({ names }) => names.includes(name))
  const [only, ...others] = wanted
  const all = named.flatMap(({ names }) => names).filter((one) => one !== "")
  const list = all.length === 0 ? "" : `; there are: ${all.slice(0, 10).join(", ")}`
  if (!only)
    throw refused(name === null ? "there is no image in it" : `there is no ${JSON.stringify(name)} in it${list}`)
  if (others.length > 0) throw refused(`there are ${wanted.length} images in it, so say which${list}`)
  return only.image
}

function parse(text: string | undefined, what: string): unknown {
  if (text === undefined) throw refused(`there is no ${what} in it`)
  try {
    return JSON.parse(text)
  } catch {
    throw refused(`${what} is not JSON`)
  }
}
