import assert from "node:assert/strict"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { describe, it } from "node:test"
import { openKeyFileSigner } from "../../src/adapters/signing/key-file-signer.ts"
import { recordScan } from "../../src/app/record-scan.ts"
import { loadScans } from "../../src/app/server/load-scans.ts"
import { definitionSchema } from "../../src/core/definition/schema/definition-schema.ts"
import type { Severity } from "../../src/core/evidence/image-scan.ts"
import { effectiveRules } from "../../src/core/promotion/effective-rules.ts"
import type { ScanFact } from "../../src/core/promotion/promotion-facts.ts"
import type { ReleaseManifest } from "../../src/core/release/release-manifest.ts"
import { type Digest, digestOf } from "../../src/core/shared/digest.ts"
import type { LedgerEntry } from "../../src/ports/store/ledger.ts"
import { valueFrom } from "../support/assert-result.ts"
import { type EvidenceRig, openEvidenceRig } from "../support/evidence-rig.ts"
import { putSampleImage } from "../support/sample-image.ts"

const definition = definitionSchema.parse({
  version: 1,
  project: "shop",
  services: { web: { directory: "web", image: { builder: "node" }, run: { port: 80 } } },
  targets: { here: { kind: "process" } },
  scanner: { run: "scan", report: "report.json", format: "trivy" },
  gates: { vulnerabilities: { scan: { worst: "medium" } } },
  environments: {
    uat: { from: { branch: "main" }, target: "here", gates: ["vulnerabilities"] },
    open: { from: { branch: "main" }, target: "here" },
  },
})

/** An image, scanned by whoever a test likes. */
class ScannedRig {
  readonly #evidence: EvidenceRig
  readonly #image: Digest

  constructor(evidence: EvidenceRig, image: Digest) {
    this.#evidence = evidence
    this.#image = image
  }

  /** Signs a scan that found one thing; its own time says that it is older than any other. */
  async scan(signer: string, severity: Severity): Promise<LedgerEntry> {
    const { folder, knownSigners, store } = this.#evidence
    const key = valueFrom(await openKeyFileSigner(join(folder, "keys"), signer))
    await knownSigners.add(key)
    const found = [{ id: "CVE-2026-1", severity, package: null, version: null, fixedIn: null }]
    const about = { service: "web", image: this.#image }
    const scan = { scanner: "trivy", scannerVersion: null, knowledgeFrom: null, found }
    const long = new Date(0).toISOString()
    const facts = { definition: digestOf("scanner"), run: "1", commit: null, startedOn: long, finishedOn: long }
    const entry = valueFrom(await recordScan({ ...this.#evidence, signer: key }, { ...about, scan }, facts))
    return store.ledger.append(entry)
  }

  async remove({ statement }: LedgerEntry): Promise<void> {
    await rm(this.#evidence.blob(statement))
  }

  /** What a gate of the environment is told. */
  async facts(environment = "uat"): Promise<readonly ScanFact[]> {
    const rules = effectiveRules(definition, environment, 0)
    assert(rules)
    const run = { port: 80, health: "/", needs: [], public: false }
    const services = { web: { image: this.#image, run } }
    const manifest: ReleaseManifest = { kind: "slipway.release/v1", project: "shop", services, schema: null }
    return loadScans(this.#evidence, rules, manifest)
  }

  /** The finding that counts, or what there is instead. */
  async counts(): Promise<string> {
    const [fact] = await this.facts()
    return fact?.scan?.found[0]?.severity ?? fact?.proof.kind ?? "nothing"
  }
}

async function scannedRig(evidence: EvidenceRig): Promise<ScannedRig> {
  return new ScannedRig(evidence, (await putSampleImage(evidence.registry, "web")).digest)
}

describe("the scan that counts", () => {
  it("is the newest by the ledger, whatever time it gives", async () => {
    await using evidence = await openEvidenceRig()
    const rig = await scannedRig(evidence)
    assert.equal(await rig.counts(), "absent")
    await rig.scan("server", "low")
    assert.equal(await rig.counts(), "low")
    await rig.scan("server", "critical")
    assert.equal(await rig.counts(), "critical")
    await rig.scan("server", "medium")
    assert.equal(await rig.counts(), "medium")
  })

  it("is nobody's whom trust does not name, neither to open nor to shut, nor by being gone", async () => {
    await using evidence = await openEvidenceRig()
    const rig = await scannedRig(evidence)
    await rig.scan("laptop:eve", "low")
    assert.equal(await rig.counts(), "absent")
    await rig.scan("server", "high")
    const clean = await rig.scan("laptop:eve", "low")
    assert.equal(await rig.counts(), "high")
    await rig.remove(clean)
    assert.equal(await rig.counts(), "high")
  })

  it("is not an older one where the newest is gone", async () => {
    await using evidence = await openEvidenceRig()
    const rig = await scannedRig(evidence)
    await rig.scan("server", "low")
    await rig.remove(await rig.scan("server", "critical"))
    assert.equal(await rig.counts(), "unreadable")
  })

  it("is not looked for where no gate asks", async () => {
    await using evidence = await openEvidenceRig()
    const rig = await scannedRig(evidence)
    await rig.scan("server", "low")
    assert.deepEqual(await rig.facts("open"), [])
  })
})
