import assert from "node:assert/strict"
import { it } from "node:test"
import { branchHash } from "../../../src/core/environment/environment-name.ts"
import { skipWithout } from "../../support/component.ts"
import { PathExample } from "../../support/path-example.ts"
import { uncovered } from "../../support/path-example-files.ts"
import { postgresBinaries } from "../../support/postgres.ts"
import { startSharedPostgres } from "../../support/shared-postgres.ts"
import { until } from "../../support/until.ts"

const skip = skipWithout("PostgreSQL", postgresBinaries())

it("tagged releases: from a feature branch by UAT and a candidate to production", { skip }, async (t) => {
  const postgres = await startSharedPostgres()
  t.after(() => postgres.stop())
  const variables = {
    DEVELOPMENT_DATABASE: postgres.adminUrl,
    STAGING_DATABASE: await postgres.create("staging"),
    PRODUCTION_DATABASE: await postgres.create("production"),
  }
  const team = await PathExample.start(t, "tagged-releases", { main: "master", variables })
  const { rig, project } = team
  await team.refusesPush(/this server has no 'master' yet, whose rules count/, "master:feature/first")
  assert.match(await rig.pushed("master"), /verification of .* in uat succeeded/)
  await team.refusesPush(/'fix\/x' is not an allowed branch name[\s\S]*allowed are feature\/\*, master/, "master:fix/x")

  team.checkOut("feature/much")
  project.commit({ "api/text.js": uncovered() })
  const preview = (branch: string) => `hanzo-${branchHash(branch)}`
  assert.match(await rig.pushed("feature/much"), /waits: quality: api: line coverage 38.0 % is below the required 80 %/)
  assert.equal(await team.runs(preview("feature/much")).catch(() => null), null)

  team.change("feature/search", "api", "broken", "master")
  const failing = await rig.pushed("feature/search")
  assert.match(failing, /verification of .* failed/)
  const { environment: own } = team.heard(preview("feature/search"), "api")
  const { environment: uat } = team.heard("uat", "api")
  const table = `${own.TABLE_PREFIX}searches`
  await postgres.query(`create table ${table} ()`, own.DATABASE_URL)
  await assert.rejects(postgres.query(`select * from ${table}`, uat.DATABASE_URL), /permission denied/)
  assert((await postgres.inventory()).includes(`table public.${table}`))
  assert.match(await team.merge("feature/search", "master"), /verification of .* in uat failed/)
  await until("its tables are gone", async () => !(await postgres.inventory()).includes(`table public.${table}`))
  project.git("tag", "v1.0.0-rc.1")
  await rig.pushed("v1.0.0-rc.1")
  assert.equal(await team.runs("staging"), null, "a tag before verification waits")
  const waits = await rig.slipway("why", "v1.0.0-rc.1", "staging")
  assert.match(waits.stdout, /its verification in uat failed/)

  team.change("master", "api", "searches")
  assert.match(await rig.pushed("master"), /verification of .* in uat succeeded/)
  const tested = await team.runs("uat")
  assert.equal(tested?.commit, project.git("rev-parse", "master"))
  await rig.slipway("release", "1.0.0-rc.2")
  await team.refuses(/bob does not have the role tester/, "bob", "approve", "v1.0.0-rc.2", "staging")
  assert.equal(await team.runs("staging"), null)
  await rig.succeedAs("alice", "approve", "v1.0.0-rc.2", "staging")
  assert.deepEqual(await team.runs("staging"), tested)
  const [api] = (await rig.environment("staging")).cells
  assert.deepEqual([api?.service, api?.urls], ["api", []], "it is private")

  team.change("feature/unmerged", "api", "other", "master")
  await rig.pushed("feature/unmerged")
  await team.refuses(/is not on a protected branch/, "alice", "release", "1.0.0", "--of", "feature/unmerged")
  await rig.succeed("release", "1.0.0")
  assert.deepEqual(await team.runs("production"), tested)
  const { environment: production } = team.heard("production", "api")
  assert.match(production.DATABASE_URL ?? "", /\/production\b/)
  const tags = project.git("ls-remote", "--tags", rig.gitFolder)
  for (const tag of ["v1.0.0-rc.2", "v1.0.0"]) assert(tags.includes(`${tested?.commit}\trefs/tags/${tag}`), tags)
})
