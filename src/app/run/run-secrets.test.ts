import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { definitionSchema } from "../../core/definition/schema/definition-schema.ts"
import { makeBuildPlan } from "../../core/plan/make-plan.ts"
import type { Plan, PlannedJob } from "../../core/plan/plan.ts"
import { noResults } from "../../core/run/job-reports.ts"
import { attempt } from "./attempt.ts"
import { maskedAttempt } from "./masked-attempt.ts"
import { RunSecrets } from "./run-secrets.ts"

function planOf(jobs: Readonly<Record<string, object>>): Plan {
  return makeBuildPlan(definitionSchema.parse({ version: 1, project: "shop", jobs }), [])
}

function jobOf(plan: Plan, id: string): PlannedJob {
  const job = plan.jobs.find((planned) => planned.id === id)
  assert(job)
  return job
}

describe("secrets of a run", () => {
  const plan = planOf({
    publish: { run: "npm publish", secrets: ["NPM_TOKEN", "NPM_USER"] },
    unit: { run: "npm test" },
  })
  const values: Readonly<Record<string, string>> = { NPM_TOKEN: "t0ken/1", NPM_USER: "alice", OTHER: "other" }
  const secrets = new RunSecrets(plan, (name) => values[name])

  it("reach the job that names them, and no other", () => {
    assert.deepEqual(secrets.of(jobOf(plan, "publish")), {
      ok: true,
      value: { NPM_TOKEN: "t0ken/1", NPM_USER: "alice" },
    })
    assert.deepEqual(secrets.of(jobOf(plan, "unit")), { ok: true, value: {} })
  })

  it("are masked whoever prints them; what nobody names is no secret", () => {
    assert.equal(secrets.masker.text("alice: t0ken%2F1 other"), "***: *** other")
  })

  const refusals: [what: string, source: ((name: string) => string | undefined) | null, message: string][] = [
    ["there is no source", null, "the secret NPM_TOKEN has no source here: a server keeps no secrets yet"],
    ["one is absent", () => undefined, "the secret NPM_TOKEN is not set in the environment of slipway run"],
    ["one is empty", () => "", "the secret NPM_TOKEN could not be kept secret: it is empty"],
    ["one is trivial", () => "true", "the secret NPM_TOKEN could not be kept secret: it is a common word"],
  ]
  for (const [what, source, message] of refusals) {
    it(`are refused when ${what}`, () => {
      const refused = new RunSecrets(plan, source).of(jobOf(plan, "publish"))
      assert.equal(refused.ok ? undefined : refused.failure.message, message)
    })
  }
})

describe("an attempt", () => {
  const plan = planOf({ a: { run: "x", secrets: ["TOKEN"] } })
  const { masker } = new RunSecrets(plan, () => "hunter2!")

  it("says and results in nothing that holds a secret, however it is cut", async () => {
    const said: Buffer[] = []
    const channel = {
      signal: new AbortController().signal,
      output: async (chunk: Buffer) => void said.push(chunk),
    }
    const text = "x hunter2! y"
    const ended = await maskedAttempt(masker, channel, async ({ output }) => {
      for (const piece of ["pass: hun", "ter2", "!, hunt"]) await output(Buffer.from(piece))
      const failing = [{ name: text, file: text, line: 3, message: text }]
      const first = [{ level: "error" as const, rule: text, file: text, line: 1, message: text }]
      return attempt("failed", {
        message: text,
        tests: { passed: 0, failed: 1, skipped: 0, failing, flaky: [text] },
        findings: { errors: 1, warnings: 0, notes: 0, first },
      })
    })
    assert.equal(Buffer.concat(said).toString(), "pass: ***, hunt")
    assert(said.every((chunk) => chunk.length > 0))
    assert.doesNotMatch(JSON.stringify(ended), /hunter/)
    assert.equal(JSON.stringify(ended).match(/x \*\*\* y/g)?.length, 8)
    assert.equal(ended.tests?.failing[0]?.line, 3)
  })

  it("stays as it is where it has no texts", async () => {
    const channel = { signal: new AbortController().signal, output: async () => {} }
    const plain = attempt("succeeded", { exitCode: 0, ...noResults })
    assert.deepEqual(await maskedAttempt(masker, channel, async () => plain), plain)
  })
})
