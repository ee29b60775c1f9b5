import { PREDICATE } from "../../core/evidence/statement.ts"
import { scanOf, type Vulnerabilities } from "../../core/evidence/vulnerabilities.ts"
import type { EffectiveRules } from "../../core/promotion/effective-rules.ts"
import type { ScanFact } from "../../core/promotion/promotion-facts.ts"
import type { ReleaseManifest } from "../../core/release/release-manifest.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { prove } from "./prove-entry.ts"
import type { ServerPorts } from "./server-ports.ts"

type ScanPorts = Pick<ServerPorts, "store" | "registry" | "knownSigners">

/** The scans that a gate of these rules asks for. */
export async function loadScans(
  ports: ScanPorts,
  rules: EffectiveRules,
  { services }: ReleaseManifest,
): Promise<readonly ScanFact[]> {
  if (!Object.values(rules.gates).some(({ scan }) => scan)) return []
  return Promise.all(
    Object.entries(services).map(async ([service, { image }]) => ({
      service,
      ...(await newestScan(ports, rules, image)),
    })),
  )
}

/**
 * The newest scan, by the ledger, of those whose signers count. What others have signed is passed over: it can neither
 * open a gate nor shut one. A scan that cannot be read is not passed over, or deleting a bad one would make it clean.
 */
async function newestScan(
  ports: ScanPorts,
  { builders }: EffectiveRules,
  image: Digest,
): Promise<Omit<ScanFact, "service">> {
  const entries = await ports.store.ledger.bySubject(image, PREDICATE.scan)
  for (const entry of entries.filter(({ signer }) => builders.includes(signer)).reverse()) {
    const { proof, predicate } = await prove<Vulnerabilities>(ports, entry)
    if (proof.kind === "valid" && !builders.includes(proof.signer)) continue
    return { image, proof, scan: predicate && scanOf(predicate) }
  }
  return { image, proof: { kind: "absent" }, scan: null }
}
