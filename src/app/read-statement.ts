import { IN_TOTO_PAYLOAD } from "../core/evidence/envelope.ts"
import type { Statement } from "../core/evidence/statement.ts"
import { type Digest, shortDigest } from "../core/shared/digest.ts"
import type { Failure } from "../core/shared/failure.ts"
import { failed, ok, type Result } from "../core/shared/result.ts"
import type { ImageRegistry } from "../ports/image-registry.ts"
import type { KnownSigners } from "../ports/signer.ts"
import { readEnvelope, subjectBeside } from "./read-envelope.ts"
import { invalidEvidence, verifiedStatement } from "./verified-statement.ts"

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
  const stored = await readEnvelope(registry, digest)
  if (!stored.ok) return failed(asEvidence(stored.failure, digest))
  const { envelope, beside } = stored.value
  if (envelope.payloadType !== IN_TOTO_PAYLOAD)
    return invalidEvidence(digest, "its payload is not an in-toto statement")

  const [{ keyid }] = envelope.signatures
  const signer = await knownSigners.find(keyid)
  if (!signer) return invalidEvidence(digest, `nobody known signs with the key ${JSON.stringify(keyid.slice(0, 12))}`)
  const statement = verifiedStatement(digest, envelope, signer)
  if (!statement.ok) return statement
  const about = await subjectBeside(registry, beside, statement.value)
  if (!about.ok) return failed(asEvidence(about.failure, digest))
  return ok({ statement: statement.value, signer: { name: signer.name, keyId: keyid }, subject: about.value })
}

/** What the registry says about a blob, as said about evidence; that it cannot be reached stays what it is. */
function asEvidence(because: Failure, digest: Digest): Failure {
  const message = `statement ${shortDigest(digest)}: ${because.message}`
  if (because.reason === "image-unknown") return { ...because, reason: "evidence-missing", message }
  if (because.reason === "image-corrupt") return { ...because, reason: "evidence-invalid", message }
  return { ...because, message }
}
