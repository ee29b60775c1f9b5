import assert from "node:assert/strict"
import { it, type TestContext } from "node:test"
import type { Verification } from "../../src/core/evidence/statement.ts"
import { PREDICATE } from "../../src/core/evidence/statement.ts"
import { RunRig } from "../support/run-rig.ts"
import { request, ServerRig } from "../support/server-rig.ts"
import { data } from "../support/stored-evidence.ts"
import { tinyFiles } from "../support/tiny-project.ts"
import { verifiedStatements } from "../support/verified-statements.ts"

/** `web` needs `crm`, whose mock says so; `dev` runs the mock, `qa` and `uat` take what was verified there or not. */
const DEFINITION = `version: 1
project: demo
services:
  web: { directory: web, image: { builder: node }, run: { port: 3000, health: / }, needs: [crm], public: true }
  crm:
    directory: crm
    image: { builder: node }
    setup: touch set-up
    mock: { run: test -e set-up && exec node mock.js }
    run: { port: 3001, health: / }
    public: true
tests: { answers: { directory: web, run: 'node -e "fetch(process.env.CRM_URL)"' } }
targets: { local: { kind: process } }
environments:
  dev: { from: { branch: main }, target: local, mocks: [crm], verify: [answers] }
  qa: { from: { environment: dev, mocked: accepted }, target: local, verify: [answers] }
  uat: { from: { environment: dev }, target: local }
`

function mockedProject(t: TestContext): RunRig {
  const web = tinyFiles("")
  const crm = Object.fromEntries(
    Object.entries(web).flatMap(([path, text]) =>
      path.startsWith("web/") ? [[path.replace("web/", "crm/"), text.replace('"web"', '"crm"')]] : [],
    ),
  )
  const mock = { "crm/mock.js": (crm["crm/server.js"] ?? "").replace("response.end(content)", 'response.end("mock")') }
  return RunRig.withFiles(t, { ...web, ...crm, ...mock, "crm/content": "real", "slipway.yaml": DEFINITION })
}

it("an environment runs mocks, says so, and what it verified counts only where that is accepted", async (t) => {
  const rig = await ServerRig.start(t, mockedProject(t))
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
