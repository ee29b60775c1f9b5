import assert from "node:assert/strict"
import { join } from "node:path"
import { OciLayout } from "../../src/adapters/oci/oci-layout.ts"
import { openKeyFileSigner } from "../../src/adapters/signing/key-file-signer.ts"
import { SignerFolder } from "../../src/adapters/signing/signer-folder.ts"
import { openSqliteStore } from "../../src/adapters/sqlite/open-sqlite-store.ts"
import { putSubject, SUBJECT_TYPE } from "../../src/app/put-subject.ts"
import { recordOnLedger } from "../../src/app/server/record-on-ledger.ts"
import { BUNDLE_TYPE, decodeBundle, encodeBundle } from "../../src/core/evidence/bundle.ts"
import type { Envelope } from "../../src/core/evidence/envelope.ts"
import { inputsFingerprint, type SourceInputs } from "../../src/core/evidence/source-inputs.ts"
import {
  evidenceKey,
  type JobResult,
  makeStatement,
  PREDICATE,
  type Subject,
} from "../../src/core/evidence/statement.ts"
import { type Digest, digestOf, hexOf } from "../../src/core/shared/digest.ts"
import type { LedgerEntry } from "../../src/ports/store/ledger.ts"
import { valueFrom } from "./assert-result.ts"
import { temporaryFolder } from "./temporary-folder.ts"

/** What the recorded job read. */
export const inputs: SourceInputs = {
  kind: "slipway.inputs/v1",
  files: [],
  needs: {},
  facts: { platform: "linux/x64" },
}
/** What its statement speaks about. */
export const subject: Subject = { kind: "source", name: "api:unit", digest: inputsFingerprint(inputs) }

/** The signed result of the recorded job, or another one. */
export function jobResult(status: "succeeded" | "failed"): JobResult {
  const times = { startedOn: "2026-01-01T00:00:00Z", finishedOn: "2026-01-01T00:00:01Z" }
  const work = { job: "api:unit", definition: digestOf("definition"), inputs: subject.digest, run: "1" }
  return { ...work, status, exitCode: status === "failed" ? 1 : 0, coverage: null, commit: "c".repeat(40), ...times }
}

/** A registry, a ledger and the server's key, with a job's result recorded in all of them. */
export async function openEvidenceRig() {
  const folder = await temporaryFolder()
  const registry = new OciLayout(join(folder.path, "images"))
  const signer = valueFrom(await openKeyFileSigner(join(folder.path, "keys"), "server"))
  const knownSigners = new SignerFolder(join(folder.path, "signers"))
  await knownSigners.add(signer)
  const store = valueFrom(await openSqliteStore(join(folder.path, "slipway.db")))
  const ports = { registry, signer, knownSigners, store, clock: { now: () => 1000 } }
  const about = valueFrom(await putSubject(registry, inputs, SUBJECT_TYPE.source))
  const statement = makeStatement([subject], PREDICATE.jobs, { jobs: [jobResult("failed")] })
  const evidence = {
    statement,
    about,
    subject,
    key: evidenceKey(subject.digest, digestOf("definition"), subject.digest),
    status: "failed",
  } as const
  const entry = valueFrom(await recordOnLedger(ports, evidence))
  const manifest = valueFrom(await registry.readManifest(entry.statement))
  const bundle = manifest.layers[0]?.digest ?? digestOf("none")
  return {
    ...ports,
    folder: folder.path,
    statement,
    about,
    entry,
    bundle,
    envelope: async () => {
      const envelope = decodeBundle(valueFrom(await registry.readBlob(bundle)))
      return envelope ?? assert.fail("the bundle is malformed")
    },
    blob: (digest: Digest) => join(registry.folder, "blobs", "sha256", hexOf(digest)),
    /** Stores an envelope as if it had been recorded about something. */
    async plant(envelope: Envelope, at = about): Promise<LedgerEntry> {
      const layer = { mediaType: BUNDLE_TYPE, ...valueFrom(await registry.putBlob(encodeBundle(envelope))) }
      const planted = valueFrom(await registry.putManifest({ ...manifest, layers: [layer], subject: at }))
      return { ...entry, statement: planted.digest }
    },
    async [Symbol.asyncDispose]() {
      await store.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

export type EvidenceRig = Awaited<ReturnType<typeof openEvidenceRig>>
