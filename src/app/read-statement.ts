import { BUNDLE_TYPE, decodeBundle } from "../core/evidence/bundle.ts"
import { IN_TOTO_PAYLOAD, isSignedBy, payloadOf } from "../core/evidence/envelope.ts"
import { parseStatement } from "../core/evidence/parse-statement.ts"
import type { Statement } from "../core/evidence/statement.ts"
import { type Digest, hexOf, shortDigest } from "../core/shared/digest.ts"
import type { Failure } from "../core/shared/failure.ts"
import { fail, failed, ok, type Result } from "../core/shared/result.ts"
import type { ImageRegistry, Manifest } from "../ports/image-registry.ts"
import type { KnownSigners } from "../ports/signer.ts"

export interface ReadStatement {
  readonly statement: Statement
  readonly signer: { readonly name: string; readonly keyId: string }
  /** Which of the statement's subjects it was stored beside: the one it proves something about. */
  readonly subject: Digest
}

/**
 * Reads a stored statement and believes nothing: digests of all blobs, signature of a known key, payload type, shape, and
 * that it speaks about what it is stored beside. `evidence-missing`: something is not there. `evidence-invalid`: something
 * is not what it should be. Both are *errored*, never a pass and never an absence.
 */
export async function readStatement(
  registry: ImageRegistry,
  digest: Digest,
  knownSigners: KnownSigners,
): Promise<Result<ReadStatement>> {
  const manifest = await registry.readManifest(digest)
  if (!manifest.ok) return failed(asEvidence(manifest.failure, digest))
  const { artifactType, layers, subject } = manifest.value
  const [layer] = layers
  if (artifactType !== BUNDLE_TYPE || !layer || layers.length > 1 || !subject) return invalid(digest, "no bundle in it")

  const bytes = await registry.readBlob(layer.digest)
  if (!bytes.ok) return failed(asEvidence(bytes.failure, digest))
  const envelope = decodeBundle(bytes.value)
  if (!envelope) return invalid(digest, "its bundle is malformed")
  if (envelope.payloadType !== IN_TOTO_PAYLOAD) return invalid(digest, "its payload is not an in-toto statement")

  const [{ keyid }] = envelope.signatures
  const signer = await knownSigners.find(keyid)
  if (!signer) return invalid(digest, `nobody known signs with the key ${JSON.stringify(keyid.slice(0, 12))}`)
  if (!isSignedBy(envelope, signer.publicKey)) return invalid(digest, `its signature is not that of ${signer.name}`)

  const statement = parseStatement(payloadOf(envelope))
  if (!statement.ok) return invalid(digest, statement.failure.message)
  const about = await subjectDigest(registry, subject.digest, statement.value)
  if (!about.ok) return failed(asEvidence(about.failure, digest))
  return ok({ statement: statement.value, signer: { name: signer.name, keyId: keyid }, subject: about.value })
}

/** A statement names an image by its manifest, and a document by its own digest: that of the only layer it is stored as. */
async function subjectDigest(registry: ImageRegistry, stored: Digest, statement: Statement): Promise<Result<Digest>> {
  const named = new Set(statement.subject.map(({ digest }) => digest.sha256))
  if (named.has(hexOf(stored))) return ok(stored)
  const manifest = await registry.readManifest(stored)
  if (!manifest.ok) return manifest
  const document = documentOf(manifest.value)
  if (document && named.has(hexOf(document))) return ok(document)
  return fail("evidence-invalid", "it speaks about something else than what it is stored beside")
}

function documentOf({ artifactType, layers }: Manifest): Digest | undefined {
  const [layer] = layers
  return artifactType?.startsWith("application/vnd.slipway.") && layers.length === 1 ? layer?.digest : undefined
}

/** What the registry says about a blob, as said about evidence; that it cannot be reached stays what it is. */
function asEvidence(because: Failure, digest: Digest): Failure {
  const message = `statement ${shortDigest(digest)}: ${because.message}`
  if (because.reason === "image-unknown") return { ...because, reason: "evidence-missing", message }
  if (because.reason === "image-corrupt") return { ...because, reason: "evidence-invalid", message }
  return { ...because, message }
}

function invalid(digest: Digest, why: string) {
  return fail("evidence-invalid", `statement ${shortDigest(digest)}: ${why}`)
}
