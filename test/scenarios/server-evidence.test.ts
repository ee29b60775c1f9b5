import assert from "node:assert/strict"
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, it, type TestContext } from "node:test"
import { OciLayout } from "../../src/adapters/oci/oci-layout.ts"
import { openKeyFileSigner } from "../../src/adapters/signing/key-file-signer.ts"
import { SignerFolder } from "../../src/adapters/signing/signer-folder.ts"
import { readStatement } from "../../src/app/read-statement.ts"
import { recordStatement } from "../../src/app/record-statement.ts"
import { PREDICATE, type Verification } from "../../src/core/evidence/statement.ts"
import type { Digest } from "../../src/core/shared/digest.ts"
import { valueFrom } from "../support/assert-result.ts"
import { ServerRig } from "../support/server-rig.ts"
import { answerIn, instancesOf, steeredProject } from "../support/steered-service.ts"
import { blob, data, flipByte, layerOf, statementOf } from "../support/stored-evidence.ts"

const TWO = `
environments:
  uat: { from: { branch: main }, target: local }
  production: { from: { environment: uat, when: manual }, target: local }
jobs: { unit: "true" }
`

/** A server whose `uat` runs a verified release that could enter production. */
async function verified(t: TestContext, definition = TWO): Promise<ServerRig> {
  const rig = await ServerRig.start(t, steeredProject(t, definition))
  await rig.pushed("main")
  return rig
}

async function imageOf(rig: ServerRig): Promise<Digest> {
  const [cell] = (await rig.environment("uat")).cells
  assert(cell)
  return cell.image
}

interface Damage {
  readonly what: string
  readonly damage: (rig: ServerRig) => void
  /** The gate that cannot tell, and why. */
  readonly says: RegExp
}

const damages: readonly Damage[] = [
  {
    what: "a job's statement is gone",
    damage: (rig) => rmSync(blob(rig, statementOf(rig, PREDICATE.jobs))),
    says: /! checks +job unit: statement [0-9a-f]{12}: /,
  },
  {
    what: "a byte of a job's statement is another",
    damage: (rig) => flipByte(blob(rig, layerOf(rig, statementOf(rig, PREDICATE.jobs)))),
    says: /! checks +job unit: statement [0-9a-f]{12}: /,
  },
  {
    what: "the provenance of its image is gone",
    damage: (rig) => rmSync(blob(rig, statementOf(rig, PREDICATE.provenance))),
    says: /! checks +the build of image web: statement [0-9a-f]{12}: /,
  },
  {
    what: "the statement of its verification is gone",
    damage: (rig) => rmSync(blob(rig, statementOf(rig, PREDICATE.verification))),
    says: /! upstream +verification in uat: statement [0-9a-f]{12}: /,
  },
  {
    what: "nobody knows the key any more",
    damage: (rig) => {
      for (const name of readdirSync(data(rig, "signers"))) rmSync(data(rig, "signers", name))
    },
    says: /! checks +.*nobody known signs with the key/,
  },
]

describe("a release is not promoted, as nobody can tell, when", () => {
  for (const { what, damage, says } of damages) {
    it(what, async (t) => {
      const rig = await verified(t)
      damage(rig)
      const { status, stdout, stderr } = await rig.slipway("promote", "uat", "production")
      assert.equal(status, 3, stdout + stderr)
      assert.match(stdout, says)
      assert.equal((await rig.environment("production")).deployed, null)
      assert.equal((await answerIn(rig, "uat"))?.content, "well: first")
    })
  }

  it("the ledger says that its verification was in another environment", async (t) => {
    const staging = "  staging: { from: { environment: uat, when: manual }, target: local }\njobs:"
    const rig = await verified(t, TWO.replace("environment: uat", "environment: staging").replace("jobs:", staging))
    using database = new DatabaseSync(data(rig, "slipway.db"), { timeout: 5000 })
    const forge = `update ledger_entry set predicate = replace(predicate, '"uat"', '"staging"') where predicate_type = ?`
    assert.equal(database.prepare(forge).run(PREDICATE.verification).changes, 1)
    const { status, stdout } = await rig.slipway("promote", "uat", "production")
    assert.equal(status, 3, stdout)
    assert.match(stdout, /! upstream +verification in staging: the statement is not what the ledger says it is/)
    assert.equal((await rig.environment("production")).deployed, null)
  })

  it("and goes ahead once the statement is back", async (t) => {
    const rig = await verified(t)
    const file = blob(rig, statementOf(rig, PREDICATE.jobs))
    const bytes = readFileSync(file)
    rmSync(file)
    assert.equal((await rig.slipway("promote", "uat", "production")).status, 3)
    writeFileSync(file, bytes)
    await rig.succeed("promote", "uat", "production")
    assert.equal((await answerIn(rig, "production"))?.content, "well: first")
  })
})

describe("a release is not deployed, as errored, when", () => {
  /** What says how a gzip stream was made: decompressing does not look at it. */
  const ORIGIN = 9
  const parts: readonly (readonly [what: string, damage: (rig: ServerRig, image: Digest) => void])[] = [
    ["a byte of its image's source layer is another", (rig, image) => flipByte(blob(rig, layerOf(rig, image)))],
    ["a byte is another that changes no file", (rig, image) => flipByte(blob(rig, layerOf(rig, image)), ORIGIN)],
    ["a layer of its image is gone", (rig, image) => rmSync(blob(rig, layerOf(rig, image)))],
    ["a byte of its image's manifest is another", (rig, image) => flipByte(blob(rig, image))],
  ]
  for (const [what, damage] of parts) {
    it(what, async (t) => {
      const rig = await verified(t)
      const [instance] = await instancesOf(rig.project)
      damage(rig, await imageOf(rig))
      const { status, stdout, stderr } = await rig.slipway("promote", "uat", "production")
      assert.equal(status, 3, stdout + stderr)
      assert.match(stdout, /deployment 2 errored: .*(image|blob)/)
      const production = await rig.environment("production")
      assert.equal(production.deployed, null)
      assert.deepEqual(production.promotions, [])
      assert.deepEqual(await instancesOf(rig.project), [instance])
      assert.equal((await answerIn(rig, "uat"))?.content, "well: first")
    })
  }
})

describe("a release whose verification failed is refused", () => {
  const FAILING = `${TWO.replace("{ branch: main }, target: local", "$&, verify: [smoke]")}
tests: { smoke: { directory: web, run: "false" } }
`
  const refused = async (rig: ServerRig, sentence: RegExp) => {
    const { status, stdout } = await rig.slipway("promote", "uat", "production")
    assert.equal(status, 1, stdout)
    assert.match(stdout, sentence)
    assert.equal((await rig.environment("production")).deployed, null)
  }

  it("whatever somebody writes into the ledger", async (t) => {
    const rig = await verified(t, FAILING)
    assert.equal((await rig.environment("uat")).deployed?.verification, "failed")
    using database = new DatabaseSync(data(rig, "slipway.db"), { timeout: 5000 })
    const forge = `update ledger_entry set status = 'succeeded', predicate = replace(predicate, '"failed"', '"succeeded"')
      where predicate_type = ?`
    assert.equal(database.prepare(forge).run(PREDICATE.verification).changes, 1)
    await refused(rig, /✗ upstream +its verification in uat failed/)
  })

  it("whatever a known signer says whom trust does not name", async (t) => {
    const rig = await verified(t, FAILING)
    const before = statementOf(rig, PREDICATE.verification)
    const registry = new OciLayout(data(rig, "images"))
    const signers = new SignerFolder(data(rig, "signers"))
    const eve = valueFrom(await openKeyFileSigner(join(rig.project.home, "keys"), "laptop:eve"))
    await signers.add(eve)
    const { statement } = valueFrom(await readStatement(registry, before, signers))
    const predicate = { ...(statement.predicate as Verification), status: "succeeded" }
    const about = valueFrom(await registry.readManifest(before)).subject
    assert(about)
    const recorded = valueFrom(await recordStatement(registry, eve, { ...statement, predicate }, about))
    using database = new DatabaseSync(data(rig, "slipway.db"), { timeout: 5000 })
    const columns = "subject_kind, subject, predicate_type, key, recorded_at"
    const enter = `insert into ledger_entry (statement, signer, status, predicate, ${columns})
      select ?, 'laptop:eve', 'succeeded', ?, ${columns} from ledger_entry where statement = ?`
    database.prepare(enter).run(recorded.digest, JSON.stringify(predicate), before)
    await refused(rig, /✗ upstream +its verification in uat is not by a trusted signer/)
  })
})
