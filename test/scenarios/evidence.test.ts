import assert from "node:assert/strict"
import { readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { openKeyFileSigner } from "../../src/adapters/signing/key-file-signer.ts"
import { putSubject, SUBJECT_TYPE } from "../../src/app/put-subject.ts"
import { readStatement } from "../../src/app/read-statement.ts"
import { recordStatement } from "../../src/app/record-statement.ts"
import { prove } from "../../src/app/server/prove-entry.ts"
import { BUNDLE_TYPE } from "../../src/core/evidence/bundle.ts"
import { payloadOf } from "../../src/core/evidence/envelope.ts"
import { type JobResult, makeStatement, PREDICATE } from "../../src/core/evidence/statement.ts"
import type { Proof } from "../../src/core/promotion/promotion-facts.ts"
import { digestOf } from "../../src/core/shared/digest.ts"
import type { FailureReason } from "../../src/core/shared/failure.ts"
import type { LedgerEntry } from "../../src/ports/store/ledger.ts"
import { failureFrom, valueFrom } from "../support/assert-result.ts"
import { type EvidenceRig, inputs, jobResult, openEvidenceRig, subject } from "../support/evidence-rig.ts"
import { putSampleImage } from "../support/sample-image.ts"

/** Does something to the evidence; gives the ledger's entry where that is another one then. */
type Tamper = (evidence: EvidenceRig) => Promise<void> | Promise<LedgerEntry>

function validBy(signer: string, { statement, recordedAt }: LedgerEntry): Proof {
  return { kind: "valid", signer, evidence: { statement, signer, at: recordedAt } }
}

describe("evidence", () => {
  test("is signed, stored beside its subject, entered in the ledger, and proven from all three", async () => {
    await using evidence = await openEvidenceRig()
    const { registry, knownSigners, store, entry, about } = evidence
    const [referrer, ...more] = valueFrom(await registry.referrers(about.digest, BUNDLE_TYPE))
    assert.deepEqual([referrer?.digest, more], [entry.statement, []])
    assert.equal(valueFrom(await registry.readManifest(about.digest)).layers[0]?.digest, subject.digest)
    assert.deepEqual(await store.ledger.bySubject(subject.digest), [entry])
    const read = valueFrom(await readStatement(registry, entry.statement, knownSigners))
    assert.deepEqual(read.statement, evidence.statement)
    assert.equal(read.subject, subject.digest)
    assert.equal(read.signer.name, "server")
    const proven = await prove<JobResult>(evidence, entry)
    assert.deepEqual(proven, { proof: validBy("server", evidence.entry), predicate: jobResult("failed") })
    assert.deepEqual(await prove(evidence, undefined), { proof: { kind: "absent" }, predicate: null })
  })

  test("of a second signer is told apart, beside the first", async () => {
    await using evidence = await openEvidenceRig()
    const ann = valueFrom(await openKeyFileSigner(join(evidence.folder, "keys"), "laptop:ann"))
    const other = makeStatement([subject], PREDICATE.jobs, { jobs: [jobResult("succeeded")] })
    const recorded = valueFrom(await recordStatement(evidence.registry, ann, other, evidence.about))
    const entry = { ...evidence.entry, statement: recorded.digest }
    assert.match(why((await prove(evidence, entry)).proof), /nobody known signs with the key/)
    await evidence.knownSigners.add(ann)
    assert.deepEqual((await prove(evidence, entry)).proof, validBy("laptop:ann", entry))
    assert.deepEqual((await prove(evidence, evidence.entry)).proof, validBy("server", evidence.entry))
    const found = valueFrom(await evidence.registry.referrers(evidence.about.digest, BUNDLE_TYPE))
    assert.deepEqual(found.map(({ digest }) => digest).sort(), [recorded.digest, evidence.entry.statement].sort())
  })

  test("is found by the ledger even where the list of referrers has lost it", async () => {
    await using evidence = await openEvidenceRig()
    const file = join(evidence.registry.folder, "index.json")
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), manifests: [] }))
    assert.equal((await prove(evidence, evidence.entry)).proof.kind, "valid")
  })
})

describe("evidence that was tampered with is unreadable, never absent and never a pass", () => {
  const tampering: Readonly<Record<string, readonly [FailureReason, Tamper]>> = {
    "the statement is deleted": ["evidence-missing", ({ blob, entry }) => rm(blob(entry.statement))],
    "its bundle is deleted": ["evidence-missing", ({ blob, bundle }) => rm(blob(bundle))],
    "what it speaks about is deleted": ["evidence-missing", ({ blob, about }) => rm(blob(about.digest))],
    "a bit of its bundle is flipped": ["evidence-invalid", ({ blob, bundle }) => flipBit(blob(bundle))],
    "a bit of its manifest is flipped": ["evidence-invalid", ({ blob, entry }) => flipBit(blob(entry.statement))],
    "its bundle is emptied": ["evidence-invalid", ({ blob, bundle }) => writeFile(blob(bundle), "")],
    "the signer is forgotten": [
      "evidence-invalid",
      ({ folder }) => rm(join(folder, "signers"), { recursive: true, force: true }),
    ],
    "its result is changed, and the signature kept": [
      "evidence-invalid",
      async (evidence) => {
        const envelope = await evidence.envelope()
        const payload = payloadOf(envelope).toString("utf8").replace('"failed"', '"succeeded"')
        return evidence.plant({ ...envelope, payload: Buffer.from(payload).toString("base64") })
      },
    ],
    "its payload is said to be of another type": [
      "evidence-invalid",
      async (evidence) => evidence.plant({ ...(await evidence.envelope()), payloadType: "application/json" }),
    ],
    "it is signed by another key under the server's id": [
      "evidence-invalid",
      async (evidence) => {
        const eve = valueFrom(await openKeyFileSigner(join(evidence.folder, "keys"), "laptop:eve"))
        await evidence.knownSigners.add(eve)
        const imposter = { ...eve, keyId: evidence.signer.keyId }
        const forged = makeStatement([subject], PREDICATE.jobs, { jobs: [jobResult("succeeded")] })
        const recorded = valueFrom(await recordStatement(evidence.registry, imposter, forged, evidence.about))
        return { ...evidence.entry, statement: recorded.digest }
      },
    ],
    "it is moved onto another image": [
      "evidence-invalid",
      async (evidence) =>
        evidence.plant(await evidence.envelope(), await putSampleImage(evidence.registry, "another image")),
    ],
    "it is moved onto other inputs": [
      "evidence-invalid",
      async (evidence) => {
        const other = { ...inputs, facts: { platform: "linux/arm64" } }
        const at = valueFrom(await putSubject(evidence.registry, other, SUBJECT_TYPE.source))
        return evidence.plant(await evidence.envelope(), at)
      },
    ],
    "an image stands in its place": [
      "evidence-invalid",
      async (evidence) => ({ ...evidence.entry, statement: (await putSampleImage(evidence.registry, "x")).digest }),
    ],
  }

  for (const [what, [reason, tamper]] of Object.entries(tampering)) {
    test(what, async () => {
      await using evidence = await openEvidenceRig()
      const entry = (await tamper(evidence)) ?? evidence.entry
      failureFrom(await readStatement(evidence.registry, entry.statement, evidence.knownSigners), reason)
      const { proof, predicate } = await prove(evidence, entry)
      assert.equal(proof.kind, "unreadable")
      assert.equal(predicate, null)
    })
  }

  test("the ledger says that it speaks about something else", async () => {
    await using evidence = await openEvidenceRig()
    for (const change of [{ subject: digestOf("other") }, { predicateType: PREDICATE.verification }]) {
      const { proof } = await prove(evidence, { ...evidence.entry, ...change })
      assert.equal(why(proof), "the statement is not what the ledger says it is")
    }
  })
})

async function flipBit(file: string): Promise<void> {
  const bytes = await readFile(file)
  const middle = Math.floor(bytes.length / 2)
  bytes.writeUInt8((bytes.at(middle) ?? 0) ^ 1, middle)
  await writeFile(file, bytes)
}

function why(proof: Awaited<ReturnType<typeof prove>>["proof"]): string {
  return proof.kind === "unreadable" ? proof.why : `it is ${proof.kind}`
}
