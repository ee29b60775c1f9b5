import { foundText, type ImageScan } from "../core/evidence/image-scan.ts"
import { evidenceKey, makeStatement, PREDICATE, type Subject } from "../core/evidence/statement.ts"
import { type ScanFacts, vulnerabilitiesOf } from "../core/evidence/vulnerabilities.ts"
import type { Digest } from "../core/shared/digest.ts"
import { ok, type Result } from "../core/shared/result.ts"
import type { EvidencePorts, NewLedgerEntry } from "./evidence-ports.ts"
import { recordStatement } from "./record-statement.ts"

export interface ScannedImage {
  readonly service: string
  readonly image: Digest
  readonly scan: ImageScan
}

/**
 * Signs what a scanner found in an image, and stores it beside the image. Of several scans the newest counts, whatever
 * the scanner; its key is there to tell who made it with what.
 */
export async function recordScan(
  ports: EvidencePorts,
  { service, image, scan }: ScannedImage,
  facts: ScanFacts,
): Promise<Result<NewLedgerEntry>> {
  const stored = await ports.registry.resolve(image)
  if (!stored.ok) return stored
  const subject: Subject = { kind: "image", name: service, digest: image }
  const predicate = vulnerabilitiesOf(scan, facts)
  const statement = makeStatement([subject], PREDICATE.scan, predicate)
  const recorded = await recordStatement(ports.registry, ports.signer, statement, stored.value)
  if (!recorded.ok) return recorded
  return ok({
    statement: recorded.value.digest,
    subjectKind: "image",
    subject: image,
    predicateType: PREDICATE.scan,
    key: evidenceKey(image, facts.definition, image),
    signer: ports.signer.name,
    status: "succeeded",
    // All of it is in the statement; thousands of findings have no place in a database.
    predicate: { found: foundText(scan.found) },
    recordedAt: ports.clock.now(),
  })
}
