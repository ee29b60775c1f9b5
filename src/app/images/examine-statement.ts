import { IN_TOTO_PAYLOAD, isSignedBy, payloadOf } from "../../core/evidence/envelope.ts"
import { commitsOf, judgeStatement, type TrustCheck, type TrustPolicy } from "../../core/evidence/judge-statement.ts"
import { parseStatement } from "../../core/evidence/parse-statement.ts"
import type { Statement } from "../../core/evidence/statement.ts"
import type { Digest } from "../../core/shared/digest.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import type { Repository } from "../../ports/repository.ts"
import type { KnownSigners } from "../../ports/signer.ts"
import { readEnvelope, subjectBeside } from "../read-envelope.ts"

export interface ExaminePorts {
  readonly registry: ImageRegistry
  readonly knownSigners: KnownSigners
  /** Null: there is none here. */
  readonly repository: Pick<Repository, "commit"> | null
}

/** What became of looking at a stored statement. */
export type Examined =
  | {
      readonly kind: "read"
      readonly statement: Statement
      readonly signer: string | null
      readonly keyId: string
      readonly checks: readonly TrustCheck[]
    }
  /** It is stored as it was, and is nothing that Slipway understands: anybody may put it there. */
  | { readonly kind: "foreign"; readonly why: string }
  /** It is damaged or cannot be reached: nobody can tell what it says. */
  | { readonly kind: "errored"; readonly why: string }

/** Reads a statement that nobody has vouched for, and judges each point of it. */
export async function examineStatement(ports: ExaminePorts, digest: Digest, policy: TrustPolicy): Promise<Examined> {
  const { registry, knownSigners } = ports
  const stored = await readEnvelope(registry, digest)
  if (!stored.ok) {
    const kind = stored.failure.reason === "evidence-invalid" ? "foreign" : "errored"
    return { kind, why: stored.failure.message }
  }
  const { envelope, beside } = stored.value
  if (envelope.payloadType !== IN_TOTO_PAYLOAD) return { kind: "foreign", why: "it is no in-toto statement" }
  const parsed = parseStatement(payloadOf(envelope))
  if (!parsed.ok) return { kind: "foreign", why: parsed.failure.message }
  const about = await subjectBeside(registry, beside, parsed.value)
  if (!about.ok && about.failure.reason !== "evidence-invalid") return { kind: "errored", why: about.failure.message }
  const [{ keyid: keyId }] = envelope.signatures
  const signer = await knownSigners.find(keyId)
  const checks = judgeStatement(
    {
      statement: parsed.value,
      keyId,
      signer: signer?.name ?? null,
      isSignedByKey: signer !== undefined && isSignedBy(envelope, signer.publicKey),
      isAboutSubject: about.ok,
      hasCommit: await commitsIn(ports, parsed.value),
    },
    policy,
  )
  return { kind: "read", statement: parsed.value, signer: signer?.name ?? null, keyId, checks }
}

async function commitsIn(
  { repository }: ExaminePorts,
  statement: Statement,
): Promise<((commit: string) => boolean) | null> {
  if (!repository) return null
  const known = new Set<string>()
  for (const commit of commitsOf(statement)) if ((await repository.commit(commit)).ok) known.add(commit)
  return (commit) => known.has(commit)
}
