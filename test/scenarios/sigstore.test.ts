import assert from "node:assert/strict"
import { createPublicKey } from "node:crypto"
import { describe, test } from "node:test"
import { BUNDLE_V03_MEDIA_TYPE, bundleFromJSON, bundleToJSON, isBundleWithPublicKey } from "@sigstore/bundle"
import { type TrustMaterial, toSignedEntity, Verifier } from "@sigstore/verify"
import { Ajv } from "ajv"
import { decodeBundle, encodeBundle } from "../../src/core/evidence/bundle.ts"
import { PREDICATE } from "../../src/core/evidence/statement.ts"
import { valueFrom } from "../support/assert-result.ts"
import { type EvidenceRig, openEvidenceRig } from "../support/evidence-rig.ts"
import { ServerRig } from "../support/server-rig.ts"
import { data } from "../support/stored-evidence.ts"
import { tinyProject } from "../support/tiny-project.ts"
import { verifiedStatements } from "../support/verified-statements.ts"

/** Keys are known by their hints; there is no log, no certificate and no timestamp. */
const NOTHING_ELSE = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 }

async function publicKeyOf({ knownSigners, signer }: EvidenceRig): Promise<string> {
  return (await knownSigners.find(signer.keyId))?.publicKey ?? assert.fail("the signer is not known")
}

function trusting(keyId: string, pem: string): TrustMaterial {
  return {
    ...{ certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] },
    publicKey: (hint) => {
      assert.equal(hint, keyId)
      return { publicKey: createPublicKey(pem), validFor: () => true }
    },
  }
}

describe("a stored statement, in the hands of sigstore's own libraries", () => {
  test("is a bundle v0.3, whole and in the form that they write it", async () => {
    await using evidence = await openEvidenceRig()
    const stored = JSON.parse(valueFrom(await evidence.registry.readBlob(evidence.bundle)).toString("utf8"))
    const bundle = bundleFromJSON(stored)
    assert.equal(bundle.mediaType, BUNDLE_V03_MEDIA_TYPE)
    assert(isBundleWithPublicKey(bundle))
    assert.equal(bundle.verificationMaterial.content.publicKey.hint, evidence.signer.keyId)
    // In protobuf's JSON a list without entries may be there or not.
    assert.deepEqual(stored.verificationMaterial.tlogEntries, [])
    delete stored.verificationMaterial.tlogEntries
    assert.deepEqual(JSON.parse(JSON.stringify(bundleToJSON(bundle))), stored)
  })

  test("is verified by its key, and by no other", async () => {
    await using evidence = await openEvidenceRig()
    const pem = await publicKeyOf(evidence)
    const entity = toSignedEntity(bundleFromJSON(JSON.parse(encodeBundle(await evidence.envelope()).toString("utf8"))))
    const verifier = new Verifier(trusting(evidence.signer.keyId, pem), NOTHING_ELSE)
    assert.equal(verifier.verify(entity).key.asymmetricKeyType, "ed25519")

    const envelope = await evidence.envelope()
    const changed = { ...envelope, payload: Buffer.from("{}").toString("base64") }
    const forged = toSignedEntity(bundleFromJSON(JSON.parse(encodeBundle(changed).toString("utf8"))))
    assert.throws(() => verifier.verify(forged), /signature/)
  })

  test("that they have written is read here", async () => {
    await using evidence = await openEvidenceRig()
    const envelope = await evidence.envelope()
    const written = bundleToJSON(bundleFromJSON(JSON.parse(encodeBundle(envelope).toString("utf8"))))
    assert.deepEqual(decodeBundle(Buffer.from(JSON.stringify(written))), envelope)
  })
})

/** SLSA provenance v1 (https://slsa.dev/spec/v1.0/provenance#schema), its required fields and their types. */
const descriptor = {
  type: "object",
  anyOf: [{ required: ["uri"] }, { required: ["digest"] }, { required: ["content"] }],
  properties: {
    uri: { type: "string", pattern: "^[a-z][a-z0-9+.-]*:." },
    digest: { type: "object", minProperties: 1, additionalProperties: { type: "string", pattern: "^[0-9a-f]+$" } },
  },
} as const
const time = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$" } as const
const uri = { type: "string", pattern: "^[a-z][a-z0-9+.-]*:." } as const
const slsa = {
  type: "object",
  required: ["buildDefinition", "runDetails"],
  properties: {
    buildDefinition: {
      type: "object",
      required: ["buildType", "externalParameters"],
      properties: {
        buildType: uri,
        externalParameters: { type: "object" },
        internalParameters: { type: "object" },
        resolvedDependencies: { type: "array", items: descriptor },
      },
    },
    runDetails: {
      type: "object",
      required: ["builder"],
      properties: {
        builder: { type: "object", required: ["id"], properties: { id: uri } },
        metadata: {
          type: "object",
          properties: { invocationId: { type: "string" }, startedOn: time, finishedOn: time },
        },
      },
    },
  },
} as const

test("provenance has the shape of SLSA v1, and names the commit as SLSA does", async (t) => {
  const rig = await ServerRig.start(
    t,
    tinyProject(t, "environments: { uat: { from: { branch: main }, target: local } }\n"),
  )
  await rig.pushed("main")
  const provenance = (await verifiedStatements(data(rig))).filter(
    ({ predicateType }) => predicateType === PREDICATE.provenance,
  )
  assert.equal(provenance.length, 1)
  const predicate = provenance[0]?.predicate
  const isSlsa = new Ajv().compile(slsa)
  assert.equal(isSlsa(predicate), true, JSON.stringify(isSlsa.errors))
  const commit = rig.project.git("rev-parse", "HEAD")
  assert.ok(JSON.stringify(predicate).includes(`"digest":{"gitCommit":"${commit}"}`), JSON.stringify(predicate))
})
