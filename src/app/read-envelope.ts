import { BUNDLE_TYPE, decodeBundle } from "../core/evidence/bundle.ts"
import type { Envelope } from "../core/evidence/envelope.ts"
import type { Statement } from "../core/evidence/statement.ts"
import { type Digest, hexOf } from "../core/shared/digest.ts"
import { fail, ok, type Result } from "../core/shared/result.ts"
import type { ImageRegistry, Manifest } from "../ports/image-registry.ts"

export interface StoredEnvelope {
  readonly envelope: Envelope
  /** The manifest that it is stored beside. */
  readonly beside: Digest
}

/**
 * The envelope of a stored statement, with its digests checked and nothing else. `evidence-invalid`: it is stored well, and
 * none; any other failure is that of the registry.
 */
export async function readEnvelope(registry: ImageRegistry, digest: Digest): Promise<Result<StoredEnvelope>> {
  const manifest = await registry.readManifest(digest)
  if (!manifest.ok) return manifest
  const { artifactType, layers, subject } = manifest.value
  const [layer] = layers
  if (artifactType !== BUNDLE_TYPE || !layer || layers.length > 1 || !subject) {
    return fail("evidence-invalid", "no bundle in it")
  }
  const bytes = await registry.readBlob(layer.digest)
  if (!bytes.ok) return bytes
  const envelope = decodeBundle(bytes.value)
  return envelope ? ok({ envelope, beside: subject.digest }) : fail("evidence-invalid", "its bundle is malformed")
}

/**
 * Which of a statement's subjects it is stored beside: an image by its manifest, or a document by its own digest, that of
 * the only layer it is stored as.
 */
export async function subjectBeside(
  registry: ImageRegistry,
  beside: Digest,
  statement: Statement,
): Promise<Result<Digest>> {
  const named = new Set(statement.subject.map(({ digest }) => digest.sha256))
  if (named.has(hexOf(beside))) return ok(beside)
  const manifest = await registry.readManifest(beside)
  if (!manifest.ok) return manifest
  const document = documentOf(manifest.value)
  if (document && named.has(hexOf(document))) return ok(document)
  return fail("evidence-invalid", "it speaks about something else than what it is stored beside")
}

/** The document that an artifact of Slipway's holds. */
export function documentOf({ artifactType, layers }: Manifest): Digest | undefined {
  const [layer] = layers
  return artifactType?.startsWith("application/vnd.slipway.") && layers.length === 1 ? layer?.digest : undefined
}
