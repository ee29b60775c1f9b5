import { isSignedBy, payloadOf } from "../core/evidence/envelope.ts"
import { parseStatement } from "../core/evidence/parse-statement.ts"
import type { Statement } from "../core/evidence/statement.ts"
import { type Digest, shortDigest } from "../core/shared/digest.ts"
import { fail, ok, type Result } from "../core/shared/result.ts"
import type { StoredEnvelope } from "./read-envelope.ts"

interface KnownSigner {
  readonly name: string
  readonly publicKey: string
}

/** Statements that are kept, the newest asked for. */
const KEPT = 1000

const kept = new Map<string, Result<Statement>>()

/**
 * The statement in an envelope, its signature and its shape checked. The same bytes under the same key have the same
 * answer, so that it is worked out once: a server reads the same statements at every look. `digest` stands for the bytes;
 * that they are still there, whoever calls has just seen.
 */
export function verifiedStatement(
  digest: Digest,
  envelope: StoredEnvelope["envelope"],
  signer: KnownSigner,
): Result<Statement> {
  const key = `${digest} ${signer.name} ${signer.publicKey}`
  const statement = kept.get(key) ?? verify(digest, envelope, signer)
  kept.delete(key)
  kept.set(key, statement)
  const [oldest] = kept.keys()
  if (oldest !== undefined && kept.size > KEPT) kept.delete(oldest)
  return statement
}

function verify(digest: Digest, envelope: StoredEnvelope["envelope"], signer: KnownSigner): Result<Statement> {
  if (!isSignedBy(envelope, signer.publicKey)) {
    return invalidEvidence(digest, `its signature is not that of ${signer.name}`)
  }
  const statement = parseStatement(payloadOf(envelope))
  return statement.ok ? ok(statement.value) : invalidEvidence(digest, statement.failure.message)
}

export function invalidEvidence(digest: Digest, why: string) {
  return fail("evidence-invalid", `statement ${shortDigest(digest)}: ${why}`)
}
