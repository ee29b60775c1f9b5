import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { it } from "node:test"
import { branchHash } from "../../../src/core/environment/environment-name.ts"
import { assertGone } from "../../support/assert-gone.ts"
import { skipWithout } from "../../support/component.ts"
import { PathExample } from "../../support/path-example.ts"
import { uncovered } from "../../support/path-example-files.ts"
import { redisProgram, startRedis } from "../../support/redis.ts"
import { until } from "../../support/until.ts"

/** Terraform's files in its JSON form, and what validates them and looks for room. */
const INFRASTRUCTURE = {
  "metrics-dashboard/grafana-users.js": `
    const file = process.env.HOME + "/grafana-" + process.env.SLIPWAY_ENVIRONMENT
    fetch(process.env.METRICS_GRAFANA_URL).then(() => require("node:fs").writeFileSync(file, "admin"))
  `,
  "infra/cluster.tf.json": JSON.stringify({ resource: { aws_ecs_cluster: { automation: { name: "automation" } } } }),
  "infra/validate.sh":
    "for file in *.tf.json; do node -e 'JSON.parse(fs.readFileSync(process.argv[1]))' $file || exit 1; done",
  "infra/check-capacity.sh":
    '[ ! -e "$HOME/full" ] || { echo "there is no room for another environment" >&2; exit 1; }',
}

const skip = skipWithout("Redis", redisProgram())

it("ephemeral environments: one per branch under the hash of its name, and production", { skip }, async (t) => {
  const redis = await startRedis()
  t.after(() => redis.stop())
  const variables = { REDIS_SERVER: redis.url }
  const team = await PathExample.start(t, "ephemeral-ecs", { main: "master", files: INFRASTRUCTURE, variables })
  const { rig, project } = team
  assert.match(await rig.pushed("master"), /verification of .* in automation-master succeeded/)
  const production = await team.runs("automation-master")
  await until("Grafana's users are there", async () => existsSync(join(project.home, "grafana-automation-master")))
  assert.equal((await rig.environment("automation-master")).cells.length, 14)
  await team.refusesPush(
    /'feature\/x' is not an allowed branch name[\s\S]*allowed are dev\/feature\*\*/,
    "master:feature/x",
  )

  team.checkOut("dev/feature-much")
  project.commit({ "notifier/text.js": uncovered() })
  const { status, stderr } = await rig.push("dev/feature-much")
  assert.equal(status, 0)
  assert.match(stderr, /notifier:unit failed/)
  assert.equal(rig.project.git("branch", "--list", "dev/feature-much").length > 0, true)
  const environments = (await rig.status()).columns.map(({ environment }) => environment)
  assert(!environments.includes(`automation-${branchHash("dev/feature-much")}`), environments.join())

  const branch = "dev/fix/notifier"
  team.change(branch, "notifier", "mended", "master")
  assert.match(await rig.pushed(branch), /verification of .* succeeded/)
  const own = `automation-${branchHash(branch)}`
  assert.equal((await team.says(own, "metrics-grafana")).environment.LOG_LEVEL, "debug")
  assert.deepEqual(await team.runs("automation-master"), production)

  const cache = team.heard("automation-master", "notifier").environment
  const ownCache = team.heard(own, "notifier").environment
  await redis.send(["SET", `${ownCache.REDIS_PREFIX}outages`, "2"], ownCache.REDIS_URL)
  await assert.rejects(redis.send(["GET", `${ownCache.REDIS_PREFIX}outages`], cache.REDIS_URL), /NOPERM/)

  const preview = await rig.preview(branch)
  assert.match(await team.merge(branch, "master"), /verification of .* in automation-master succeeded/)
  await assertGone(rig, preview, "metrics-grafana")
  assert.deepEqual(await redis.send(["KEYS", `${ownCache.REDIS_PREFIX}*`], redis.url), [])
  assert.notDeepEqual(await team.runs("automation-master"), production)
})
