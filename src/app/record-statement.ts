import { BUNDLE_TYPE, encodeBundle } from "../core/evidence/bundle.ts"
import { IN_TOTO_PAYLOAD, makeEnvelope, preAuthenticationEncoding } from "../core/evidence/envelope.ts"
import type { Statement } from "../core/evidence/statement.ts"
import { EMPTY_JSON, emptyDescriptor, MEDIA_TYPE } from "../core/image/manifest.ts"
import { canonicalJson, type Digest, digestOf } from "../core/shared/digest.ts"
import { ok, type Result } from "../core/shared/result.ts"
import type { Descriptor, ImageRegistry } from "../ports/image-registry.ts"
import type { Signer } from "../ports/signer.ts"

export interface RecordedStatement {
  /** Of the stored manifest: what the ledger holds and `readStatement` takes. */
  readonly digest: Digest
  /** Of the statement's own bytes, as signed. */
  readonly statementDigest: Digest
}

/**
 * Signs a statement and stores it as a referrer of its subject: a sigstore bundle v0.3 around a DSSE envelope, in the form
 * that `cosign verify-attestation --key` expects. `subject`: an image's descriptor, or what `putSubject` gave.
 */
export async function recordStatement(
  registry: ImageRegistry,
  signer: Signer,
  statement: Statement,
  subject: Descriptor,
): Promise<Result<RecordedStatement>> {
  const payload = Buffer.from(canonicalJson(statement))
  const signature = await signer.sign(preAuthenticationEncoding(IN_TOTO_PAYLOAD, payload))
  const bundle = await registry.putBlob(encodeBundle(makeEnvelope(payload, signer.keyId, signature)))
  if (!bundle.ok) return bundle
  const config = await registry.putBlob(Buffer.from(EMPTY_JSON))
  if (!config.ok) return config
  const stored = await registry.putManifest({
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    artifactType: BUNDLE_TYPE,
    config: emptyDescriptor,
    layers: [{ mediaType: BUNDLE_TYPE, ...bundle.value }],
    subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.size },
    annotations: {
      "dev.sigstore.bundle.content": "dsse-envelope",
      "dev.sigstore.bundle.predicateType": statement.predicateType,
    },
  })
  if (!stored.ok) return stored
  return ok({ digest: stored.value.digest, statementDigest: digestOf(payload) })
}
