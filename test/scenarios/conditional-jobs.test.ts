import assert from "node:assert/strict"
import { describe, it, type TestContext } from "node:test"
import { RunRig } from "../support/run-rig.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyFiles } from "../support/tiny-project.ts"

const ENVIRONMENTS = `
environments:
  uat: { from: { branch: main }, target: local }
  fixes: { from: { branch: "hotfix/*" }, target: local }
`
const JOBS = `jobs: { unit: "true", deep: { run: "true", if: { branch: main } }, after: { run: "true", needs: [deep] } }`

/** A service with a job that only `main` has. */
function project(t: TestContext): RunRig {
  const files = tinyFiles(ENVIRONMENTS)
  const definition = files["slipway.yaml"]?.replace("public: true", `public: true, ${JOBS}`) ?? ""
  return RunRig.withFiles(t, { ...files, "slipway.yaml": definition })
}

describe("jobs with an `if`", { concurrency: true }, () => {
  it("are part of the plan only where they apply, and the plan says which are not", async (t) => {
    const rig = project(t)
    rig.git("branch", "hotfix/tax")
    const plain = await rig.slipway("plan", "hotfix/tax")
    assert.match(plain.stdout, /\nleft out\n {2}web:deep +only for branch main\n {2}web:after +needs web:deep\n/)
    const { plan, leftOut } = JSON.parse((await rig.slipway("plan", "main", "--format=json")).stdout)
    const ids = plan.jobs.map(({ id }: { id: string }) => id)
    assert.deepEqual([ids, leftOut], [["web:unit", "web:deep", "web:after", "web:image"], []])
  })

  it("run only where they apply; asked for elsewhere, it is said why not", async (t) => {
    const rig = project(t)
    assert.match((await rig.slipway("run", "--format=plain")).stdout, /web:deep/)
    rig.git("switch", "--quiet", "--create", "hotfix/tax")
    const { status, stdout } = await rig.slipway("run", "--format=plain")
    assert.equal(status, 0)
    assert.doesNotMatch(stdout, /web:deep|web:after/)
    const asked = await rig.slipway("run", "--only=web:deep")
    assert.equal(asked.status, 2)
    assert.match(asked.stderr, /job web:deep is not planned here: only for branch main/)
  })

  it("are not missed by the gates of a push that they do not apply to", async (t) => {
    const rig = project(t)
    const server = await ServerRig.start(t, rig)
    await server.pushed("main")
    await server.serves("uat", "first")
    rig.git("switch", "--quiet", "--create", "hotfix/tax")
    rig.commit({ "web/content": "fixed" })
    await server.pushed("hotfix/tax")
    await server.serves("fixes", "fixed")
  })
})
