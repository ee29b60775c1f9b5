import assert from "node:assert/strict"
import { rm } from "node:fs/promises"
import { it } from "node:test"
import { putSubject, SUBJECT_TYPE } from "../../src/app/put-subject.ts"
import { loadSoaks } from "../../src/app/server/load-soaks.ts"
import { recordOnLedger } from "../../src/app/server/record-on-ledger.ts"
import { definitionSchema } from "../../src/core/definition/schema/definition-schema.ts"
import { evidenceKey, makeStatement, PREDICATE, type Subject } from "../../src/core/evidence/statement.ts"
import { effectiveRules } from "../../src/core/promotion/effective-rules.ts"
import type { SoakFact } from "../../src/core/promotion/promotion-facts.ts"
import { digestOf } from "../../src/core/shared/digest.ts"
import type { TerminalStatus } from "../../src/core/shared/status.ts"
import { prepareDeployment, recordRelease } from "../contracts/store-samples.ts"
import { valueFrom } from "../support/assert-result.ts"
import { openEvidenceRig } from "../support/evidence-rig.ts"

const definition = definitionSchema.parse({
  version: 1,
  project: "shop",
  targets: { here: { kind: "process" } },
  gates: { soaked: { soak: { in: "uat", for: "1h" } } },
  environments: {
    uat: { from: { branch: "main" }, target: "here" },
    production: { from: { environment: "uat" }, target: "here", gates: ["soaked"] },
  },
})

it("a release soaks from its first verification after the last that did not succeed", async () => {
  await using rig = await openEvidenceRig()
  const { store, registry } = rig
  const rules = effectiveRules(definition, "production", 0)
  assert(rules)
  const sample = await prepareDeployment(store)
  const { release } = sample
  const other = await recordRelease(store, "other")
  const recorded = await store.releases.get(release)
  assert(recorded)
  const about = valueFrom(await putSubject(registry, recorded.manifest, SUBJECT_TYPE.release))
  const subject: Subject = { kind: "release", name: "uat", digest: release }

  const deploy = async (what = release): Promise<number> => {
    const fence = (await store.environments.takeFence("uat")) ?? 0
    const deployment = await store.environments.createDeployment({ ...sample, release: what, fence })
    assert(deployment)
    await store.environments.finishDeployment(deployment.id, fence, { status: "succeeded", endedAt: 1, message: null })
    return deployment.id
  }
  const verify = async (deployment: number, status: TerminalStatus, at: number, mocks: readonly string[] = []) => {
    const statement = makeStatement([subject], PREDICATE.verification, {
      environment: "uat",
      deployment,
      revision: digestOf("revision"),
      tests: [],
      ...(mocks.length > 0 ? { mocks } : {}),
      status,
      commit: "c".repeat(40),
      finishedOn: new Date(at).toISOString(),
    })
    const key = evidenceKey(release, digestOf("verification"), digestOf("uat"))
    const ports = { ...rig, clock: { now: () => at } }
    return valueFrom(await recordOnLedger(ports, { statement, about, subject, key, status }))
  }
  const soak = async (): Promise<Partial<SoakFact>> => {
    const [fact, ...more] = await loadSoaks(rig, definition, rules, release)
    assert.deepEqual([fact?.environment, more], ["uat", []])
    return { isServing: fact?.isServing ?? false, status: fact?.status ?? null, since: fact?.since ?? null }
  }

  assert.deepEqual(await soak(), { isServing: false, status: null, since: null })
  const first = await deploy()
  assert.deepEqual(await soak(), { isServing: true, status: null, since: null })
  await verify(first, "succeeded", 1000)
  await verify(first, "succeeded", 2000)
  assert.deepEqual(await soak(), { isServing: true, status: "succeeded", since: 1000 })
  await verify(first, "failed", 3000)
  assert.deepEqual(await soak(), { isServing: true, status: "failed", since: null })
  await verify(first, "succeeded", 4000)
  assert.deepEqual(await soak(), { isServing: true, status: "succeeded", since: 4000 })

  await deploy(other)
  assert.deepEqual(await soak(), { isServing: false, status: null, since: null })
  const mocked = await deploy()
  await verify(mocked, "succeeded", 4500, ["crm"])
  assert.deepEqual(await soak(), { isServing: true, status: null, since: null }, "beside mocks nothing soaks")
  const again = await deploy()
  assert.deepEqual(await soak(), { isServing: true, status: null, since: null })
  const entry = await verify(again, "succeeded", 5000)
  assert.deepEqual(await soak(), { isServing: true, status: "succeeded", since: 5000 })

  await rm(rig.blob(entry.statement))
  const [fact] = await loadSoaks(rig, definition, rules, release)
  assert.deepEqual([fact?.proof.kind, fact?.since], ["unreadable", null])
})
