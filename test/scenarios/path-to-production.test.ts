import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readFileSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { it, type TestContext } from "node:test"
import { copySample } from "../../scripts/demo/copy-sample.ts"
import type { MatrixColumn } from "../../src/app/server/status.ts"
import { PREDICATE } from "../../src/core/evidence/statement.ts"
import { assertGone, requestByName } from "../support/assert-gone.ts"
import { RunRig } from "../support/run-rig.ts"
import { request, ServerRig } from "../support/server-rig.ts"
import { verifiedStatements } from "../support/verified-statements.ts"

const root = join(import.meta.dirname, "..", "..")
const SCREENS = "services/front-door/config/screens.json"

/** The sample project, with npm's cache in its home so that nothing is fetched twice. */
async function sampleProject(t: TestContext): Promise<RunRig> {
  const project = new RunRig(t)
  await copySample(join(root, "examples", "application"), project.folder)
  project.git("init", "--quiet", "--initial-branch=main")
  project.commit({})
  const cache = execFileSync("npm", ["config", "get", "cache"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  })
  symlinkSync(cache.trim(), join(project.home, ".npm"))
  return project
}

/** A team's way with the sample project. */
class Team {
  readonly rig: ServerRig
  readonly project: RunRig

  constructor(rig: ServerRig) {
    this.rig = rig
    this.project = rig.project
  }

  /** Changes the title of the first page on a branch of its own. */
  change(branch: string, title: string): void {
    this.project.git("checkout", "--quiet", "-b", branch, "main")
    const text = readFileSync(join(this.project.folder, SCREENS), "utf8")
    this.project.commit({ [SCREENS]: text.replace(/"title": "[^"]*"/, `"title": "${title}"`) })
  }

  /** Merges it and pushes; returns the merge and the digests that were built for it. */
  async merge(branch: string): Promise<{ commit: string; images: Record<string, string> }> {
    this.project.git("checkout", "--quiet", "main")
    this.project.git("merge", "--quiet", "--no-ff", `--message=Merge ${branch}`, branch)
    await this.rig.pushed("main")
    const commit = this.project.git("rev-parse", "main")
    const releases = (await this.rig.api("GET", "/releases")).body
    const built = (releases as { commits: string[]; images: Record<string, string> }[]).find(({ commits }) =>
      commits.includes(commit),
    )
    assert(built, "the merge has a release")
    return { commit, images: built.images }
  }

  /** Names a version and lets somebody approve what waits for it. */
  async release(version: string, person: string, environment: string): Promise<MatrixColumn> {
    const named = await this.rig.succeed("release", version)
    assert.match(named, new RegExp(`waits to enter ${environment}:`))
    const approved = await this.rig.succeedAs(person, "approve", `v${version}`, environment)
    assert.match(approved, new RegExp(`approved by ${person}`))
    assert.match(approved, new RegExp(`is deployed and verified in ${environment}`))
    return this.rig.environment(environment)
  }

  async builds(): Promise<number> {
    const { body } = await this.rig.api("GET", "/runs")
    return (body as { purpose: string }[]).filter(({ purpose }) => purpose === "build").length
  }
}

function imagesOf(column: MatrixColumn): Record<string, string> {
  return Object.fromEntries(column.cells.map(({ service, image }) => [service, image]))
}

async function titleIn(column: MatrixColumn): Promise<string | undefined> {
  const response = await request(column, "front-door")
  assert.equal(response.status, 200)
  return /<h1[^>]*>([^<]*)<\/h1>/.exec(await response.text())?.[1]?.trim()
}

it("a change goes from a feature branch to production, and back", async (t) => {
  const rig = await ServerRig.start(t, await sampleProject(t))
  const team = new Team(rig)
  const { project } = rig
  await rig.pushed("main")

  team.change("feature/hello", "Hello")
  assert.match(await rig.pushed("feature/hello"), /verification of .* succeeded/)
  const preview = await rig.preview("feature/hello")
  assert.equal(await titleIn(preview), "Hello")
  assert.match((await requestByName(preview, "front-door")).text, /Hello/)
  assert.notEqual(await titleIn(await rig.environment("uat")), "Hello")

  const first = await team.merge("feature/hello")
  await assertGone(rig, preview, "front-door")
  const uat = await rig.environment("uat")
  assert.equal(uat.deployed?.commit, first.commit)
  assert.equal(uat.deployed?.verification, "succeeded")
  assert.deepEqual(imagesOf(uat), first.images)
  assert.deepEqual(imagesOf(preview), first.images)

  const staging = await team.release("1.0.0-rc.1", "alice", "staging")
  assert.deepEqual(imagesOf(staging), first.images)
  const production = await team.release("1.0.0", "bob", "production")
  assert.deepEqual(imagesOf(production), first.images)
  assert.deepEqual(
    [production.deployed?.version, production.deployed?.release, production.deployed?.commit],
    ["v1.0.0", uat.deployed?.release, first.commit],
  )
  assert.equal(await titleIn(production), "Hello")
  const tags = project.git("ls-remote", "--tags", rig.gitFolder)
  for (const tag of ["v1.0.0-rc.1", "v1.0.0"]) assert(tags.includes(`${first.commit}\trefs/tags/${tag}^{}`), tags)

  team.change("feature/again", "Hello again")
  const second = await team.merge("feature/again")
  await team.release("1.1.0-rc.1", "alice", "staging")
  const newer = await team.release("1.1.0", "bob", "production")
  assert.deepEqual(imagesOf(newer), second.images)
  assert.equal(await titleIn(newer), "Hello again")
  assert.notDeepEqual(second.images, first.images)

  const built = await team.builds()
  const said = await rig.succeedAs("bob", "rollback", "production", "--reason", "too friendly")
  assert.match(said, /production runs release .* again, verified; pinned until: slipway resume production/)
  const restored = await rig.environment("production")
  assert.deepEqual(imagesOf(restored), first.images)
  assert.equal(restored.deployed?.version, "v1.0.0")
  assert.equal(restored.pinned, "rolled back by bob: too friendly")
  assert.equal(await titleIn(restored), "Hello")
  assert.equal(await team.builds(), built)

  const { body } = await rig.api("GET", "/audit")
  const acts = (body as { action: string; person: string }[]).map(({ person, action }) => `${person} ${action}`)
  const expected = ["alice approve", "bob approve", "bob rollback", "olivia release", "slipway remove-environment"]
  for (const act of expected) assert(acts.includes(act), acts.join("\n"))

  const statements = await verifiedStatements(join(project.folder, ".slipway"))
  const proves = (type: string, digest = "") =>
    statements.filter(
      ({ predicateType, subject }) =>
        predicateType === type && subject.some(({ digest: { sha256 } }) => `sha256:${sha256}` === digest),
    )
  for (const image of Object.values(first.images)) assert(proves(PREDICATE.provenance, image).length > 0, image)
  const release = production.deployed?.release
  const where = proves(PREDICATE.verification, release).map(({ predicate }) => predicate as { environment: string })
  for (const environment of [preview.environment, "uat", "staging", "production"]) {
    assert(
      where.some((one) => one.environment === environment),
      environment,
    )
  }
  const approvals = proves(PREDICATE.approval, release).map(({ predicate }) => predicate as { person: string })
  assert.deepEqual(approvals.map(({ person }) => person).sort(), ["alice", "bob"])
})
