import assert from "node:assert/strict"
import { it } from "node:test"
import type { Verification } from "../../src/core/evidence/statement.ts"
import { PREDICATE } from "../../src/core/evidence/statement.ts"
import { mockedProject } from "../support/mocked-project.ts"
import { request, ServerRig } from "../support/server-rig.ts"
import { data } from "../support/stored-evidence.ts"
import { verifiedStatements } from "../support/verified-statements.ts"

/** `dev` runs the mock of `crm`; `qa` and `uat` take what was verified there, or not. */
const ENVIRONMENTS = `
environments:
  dev: { from: { branch: main }, target: local, mocks: [crm], verify: [answers] }
  qa: { from: { environment: dev, mocked: accepted }, target: local, verify: [answers] }
  uat: { from: { environment: dev }, target: local }
`

it("an environment lets mocks run, says so, and what it verified counts only where that is accepted", async (t) => {
  const rig = await ServerRig.start(t, mockedProject(t, ENVIRONMENTS))
  const said = await rig.pushed("main")
  assert.match(said, /crm: healthy, mock/)
  assert.match(said, /verification of .* in dev succeeded beside mocks of crm/)
  assert.match(said, /uat waits: upstream: it is verified in dev beside mocks of crm alone/)
  await rig.serves("dev", "mock", "crm")
  await rig.serves("dev", "first", "web")
  await rig.serves("qa", "real", "crm")
  const [dev, qa, uat] = [await rig.environment("dev"), await rig.environment("qa"), await rig.environment("uat")]
  const cells = (column: typeof dev) => column.cells.map(({ service, mocked }) => [service, mocked])
  assert.deepEqual(cells(dev), [
    ["web", false],
    ["crm", true],
  ])
  assert.deepEqual(cells(qa), [
    ["web", false],
    ["crm", false],
  ])
  assert.equal(uat.deployed, null)
  assert.match(await rig.succeed("status"), /mock/)

  const statements = await verifiedStatements(data(rig))
  const verifications = statements.filter(({ predicateType }) => predicateType === PREDICATE.verification)
  const marks = verifications.map(({ predicate }) => {
    const { environment, mocks } = predicate as Verification
    return [environment, mocks ?? null]
  })
  assert.deepEqual(marks.sort(), [
    ["dev", ["crm"]],
    ["qa", null],
  ])

  await rig.end("SIGKILL")
  await rig.up()
  assert.equal(await (await request(await rig.environment("dev"), "crm")).text(), "mock")
})
