import assert from "node:assert/strict"
import { join } from "node:path"
import { it } from "node:test"
import { openSqliteStore } from "../../src/adapters/sqlite/open-sqlite-store.ts"
import { PREDICATE } from "../../src/core/evidence/statement.ts"
import { unwrap } from "../../src/core/shared/result.ts"
import type { DeploymentRecord } from "../../src/ports/store/environment-store.ts"
import type { Store } from "../../src/ports/store/store.ts"
import { numbers } from "../support/numbers.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"

const CLIENTS = 50
/** As many as fit into half a minute; `.ci/run` makes 10,000. */
const ATTEMPTS = Number(process.env.SLIPWAY_RACE_ATTEMPTS ?? 4000)
const MANAGERS = 10
const COMMITS = 4

const managers = Array.from({ length: CLIENTS }, (_, index) => {
  return `  p${index}: { roles: [${index < MANAGERS ? "manager" : "developer"}] }`
})
const DEFINITION = `
people:
${managers.join("\n")}
gates: { board: { approval: { role: manager, count: 2 } } }
environments:
  uat: { from: { branch: main }, target: local }
  production: { from: { environment: uat, when: approved }, gates: [board], target: local }
`

interface Client {
  readonly token: string
  readonly random: () => number
}

/** What a client may ask for; how often, by its place in the list. */
function attempt(commits: readonly string[], random: () => number): readonly [path: string, body: object] {
  const commit = commits[Math.floor(random() * commits.length)] ?? ""
  const choice = random()
  const place = { release: commit, environment: "production" }
  if (choice < 0.4) return ["/promotions", place]
  if (choice < 0.8) return ["/approvals", place]
  if (choice < 0.85) return ["/environments/production/rollback", { reason: "race" }]
  if (choice < 0.87) return ["/environments/production/hold", { reason: "race" }]
  if (choice < 0.95) return ["/environments/production/resume", {}]
  return ["/releases", { kind: "candidate", of: commit }]
}

/** What a client is told; a stream of progress is not waited for. */
async function ask(rig: string, { token }: Client, [path, body]: readonly [string, object]): Promise<number> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` }
  const response = await fetch(`${rig}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) })
  await response.body?.cancel()
  return response.status
}

async function started(rig: ServerRig): Promise<{ commits: string[]; clients: Client[] }> {
  const commits: string[] = []
  for (let count = 0; count < COMMITS; count++) {
    if (count > 0) rig.project.commit({ "web/content": `content ${count}` })
    await rig.pushed("main")
    commits.push(rig.project.git("rev-parse", "HEAD"))
  }
  const clients: Client[] = []
  for (let index = 0; index < CLIENTS; index++) {
    const { body } = await rig.api("POST", "/tokens", { body: { person: `p${index}` } })
    clients.push({ token: (body as { token: string }).token, random: numbers(index + 1) })
  }
  return { commits, clients }
}

/** A deployment of what came before what ran then, although nobody has asked for it since. */
async function isBackward(
  store: Store,
  now: DeploymentRecord,
  before: DeploymentRecord | undefined,
  commits: readonly string[],
) {
  if (now.kind === "rollback" || before?.promotion == null || now.promotion === null) return false
  const [asked, earlier] = [await store.promotions.get(now.promotion), await store.promotions.get(before.promotion)]
  assert(asked && earlier)
  const isOlder = commits.indexOf(now.commit) < commits.indexOf(before.commit)
  if (asked.event !== null && earlier.event !== null) return isOlder
  return isOlder && before.createdAt > asked.createdAt
}

it("50 clients at one environment: one deployment at a time, none backward by itself, each approval once", async (t) => {
  const rig = await ServerRig.start(t, tinyProject(t, DEFINITION))
  const { commits, clients } = await started(rig)
  const answers = new Map<string, number>()
  const { url } = rig
  const begin = performance.now()
  await Promise.all(
    clients.map(async (client) => {
      for (let count = 0; count < ATTEMPTS / CLIENTS; count++) {
        const wanted = attempt(commits, client.random)
        const answer = `${wanted[0]} ${await ask(url, client, wanted)}`
        answers.set(answer, (answers.get(answer) ?? 0) + 1)
      }
    }),
  )
  t.diagnostic(`${Math.round(performance.now() - begin)} ms: ${JSON.stringify(Object.fromEntries(answers))}`)
  assert.deepEqual(
    [...answers.keys()].filter((answer) => !/ (2\d\d|400|403|404|409)$/.test(answer)),
    [],
  )
  assert.equal((await rig.end("SIGTERM")).status, 0)

  const store = unwrap(await openSqliteStore(join(rig.project.folder, ".slipway", "slipway.db")))
  t.after(() => store.close())
  const deployments = (await store.environments.deployments("production", 100_000)).toReversed()
  assert(deployments.length > 1, `only ${deployments.length} deployments`)
  let before: DeploymentRecord | undefined
  for (const [index, deployment] of deployments.entries()) {
    const { id, createdAt, release, kind } = deployment
    const last = deployments[index - 1]
    if (last) {
      assert(last.endedAt !== null && last.endedAt <= createdAt, `deployments ${last.id} and ${id} overlap`)
      assert(last.fence < deployment.fence, `deployment ${id} has an old fence`)
    }
    assert.equal(await isBackward(store, deployment, before, commits), false, `deployment ${id} went backward`)
    const approvals = await store.ledger.bySubject(release, PREDICATE.approval)
    const people = approvals
      .filter(({ recordedAt }) => recordedAt <= createdAt)
      .map(({ predicate }) => {
        return (predicate as { person: string }).person
      })
    if (kind === "promotion") assert(new Set(people).size >= 2, `deployment ${id} by ${people.join()}`)
    if (deployment.status === "succeeded") before = deployment
  }
  assert.equal((await store.environments.get("production"))?.current, before?.id)

  const names = await store.releases.names()
  assert(names.length > 0 && names.every(({ complete }) => complete))
  const tags = rig.project.git("--git-dir", rig.gitFolder, "tag", "--list", "v*").split("\n")
  assert.deepEqual(tags.sort(), names.map(({ name }) => name).sort())
  for (const { name, commit } of names) {
    assert.equal(rig.project.git("--git-dir", rig.gitFolder, "rev-parse", `${name}^{commit}`), commit)
  }
})
