import assert from "node:assert/strict"
import { describe, it, type TestContext } from "node:test"
import type { GateAnswer } from "../../src/core/promotion/gate-answer.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyFiles, tinyProject } from "../support/tiny-project.ts"

function definition(count: number): string {
  return `
people:
  alice: { emails: [alice@example.com], roles: [manager] }
  bob: { emails: [bob@example.com], roles: [manager] }
  carol: { emails: [carol@example.com], roles: [manager] }
  dave: { emails: [dave@example.com], roles: [tester] }
gates:
  board: { approval: { role: manager, count: ${count}, exclude: [author] } }
environments:
  uat: { from: { branch: main }, target: local }
  production: { from: { environment: uat, when: manual }, gates: [board], target: local }
`
}

/** What runs in uat is by carol, and is asked for in production, where it waits for two managers. */
async function waitingRig(t: TestContext): Promise<ServerRig> {
  const rig = await ServerRig.start(t, tinyProject(t, definition(2)))
  rig.project.write({ "web/content": "of carol" })
  rig.project.git("commit", "--quiet", "--all", "--message=change", "--author=Carol <Carol@Example.com>")
  await rig.pushed("main")
  const { status, stdout } = await rig.slipway("promote", "uat", "production")
  assert.equal(status, 1, stdout)
  assert.match(stdout, /waits to enter production:/)
  assert.match(stdout, /✓ upstream +verified in uat/)
  assert.match(stdout, /✓ requested +asked for by olivia/)
  assert.match(stdout, /… board +needs the approval of 2 with role manager \(alice, bob\)/)
  return rig
}

async function refusal(rig: ServerRig, person: string, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await rig.slipwayAs(person, "approve", "uat", "production", ...args)
  assert.equal(status, 1, stdout)
  assert.equal(stdout, "")
  return stderr
}

describe("approvals", { concurrency: 2 }, () => {
  it("only enough different people with the role, who did not make the change, open a gate", async (t) => {
    const rig = await waitingRig(t)
    assert.match(
      await refusal(rig, "carol"),
      /carol is the author of a commit that it brings.*'board'\n +ask alice or bob/,
    )
    assert.match(await refusal(rig, "dave"), /dave does not have the role manager/)
    assert.match(await refusal(rig, "mallory"), /mallory does not have the role manager/)
    assert.match(await refusal(rig, "olivia"), /olivia does not have the role manager/)
    assert.match(await refusal(rig, "alice", "--gate", "bord"), /no gate 'bord' asks for an approval here/)

    const first = await rig.succeedAs("alice", "approve", "uat", "production", "--comment", "seen")
    assert.match(first, /approved 'board'; it still waits/)
    assert.match(await refusal(rig, "alice"), /alice has approved 'board' already/)
    assert.equal((await rig.environment("production")).deployed, null)

    const second = await rig.succeedAs("bob", "approve", "uat", "production")
    assert.match(second, /approved by alice and bob/)
    assert.match(second, /is deployed and verified in production/)
    assert.equal((await rig.environment("production")).deployed?.verification, "succeeded")
    assert.match(await refusal(rig, "bob"), /no promotion of .* to 'production' waits/)

    const { body } = await rig.api("GET", "/audit")
    const said = (body as { action: string; person: string; detail: string | null }[])
      .filter(({ action }) => action === "approve" || action === "promote")
      .map(({ action, person, detail }) => [action, person, detail])
    assert.deepEqual(said, [
      ["approve", "bob", null],
      ["approve", "alice", "seen"],
      ["promote", "olivia", null],
    ])
  })

  it("whoever wrote anything that comes with a release is excluded, not only its last commit's author", async (t) => {
    const rig = await waitingRig(t)
    await rig.succeedAs("alice", "approve", "uat", "production")
    await rig.succeedAs("bob", "approve", "uat", "production")
    const written = (name: string, content: string) => {
      rig.project.write({ "web/content": content })
      const author = `--author=${name} <${name}@example.com>`
      rig.project.git("commit", "--quiet", "--all", "--message=change", author)
    }
    written("bob", "of bob")
    written("dave", "of dave")
    await rig.pushed("main")
    const { stdout } = await rig.slipway("promote", "uat", "production")
    assert.match(stdout, /… board +needs the approval of 2 with role manager \(alice, carol\)/)
    assert.match(await refusal(rig, "bob"), /bob is the author of a commit that it brings.*\n +ask alice or carol/)
    await rig.succeedAs("alice", "approve", "uat", "production")
    assert.match(await rig.succeedAs("carol", "approve", "uat", "production"), /is deployed and verified in production/)
  })

  it("programs get every gate with its state, and who can act", async (t) => {
    const rig = await waitingRig(t)
    const { status, stdout } = await rig.slipway("promote", "uat", "production", "--format", "json")
    assert.equal(status, 1)
    const { promotion, deployment, gates } = JSON.parse(stdout) as {
      promotion: { state: string }
      deployment: unknown
      gates: GateAnswer[]
    }
    assert.equal(promotion.state, "waiting")
    assert.equal(deployment, null)
    assert.deepEqual(
      gates.filter(({ state }) => state !== "met"),
      [
        {
          gate: "board",
          state: "waiting",
          sentence: "needs the approval of 2 with role manager",
          who: ["alice", "bob"],
        },
      ],
    )
  })

  it("one can be taken back as long as it is not used", async (t) => {
    const rig = await waitingRig(t)
    assert.match(await refusal(rig, "alice", "--revoke"), /alice has not approved anything here/)
    await rig.succeedAs("alice", "approve", "uat", "production")
    assert.match(await refusal(rig, "bob", "--revoke"), /bob has not approved anything here/)
    assert.match(await refusal(rig, "alice", "--revoke", "--gate", "bord"), /alice has not approved 'bord'/)
    const revoked = await rig.succeedAs("alice", "approve", "uat", "production", "--revoke", "--comment", "not yet")
    assert.match(revoked, /no longer approved 'board'; it still waits/)
    assert.match(revoked, /… board +needs the approval of 2 with role manager \(alice, bob\)/)
    const second = await rig.succeedAs("bob", "approve", "uat", "production")
    assert.match(second, /… board +approved by bob; needs the approval of 1 with role manager \(alice\)/)
    assert.equal((await rig.environment("production")).deployed, null)
    const again = await rig.succeedAs("alice", "approve", "uat", "production")
    assert.match(again, /is deployed and verified in production/)
    assert.match(await refusal(rig, "alice", "--revoke"), /no promotion of .* to 'production' waits/)
    const audit = await rig.succeed("audit", "--person", "alice")
    assert.match(audit, /alice +approve .*\n.*alice +revoke-approval .* not yet\n.*alice +approve /)
  })

  it("one is void once the rules have changed", async (t) => {
    const rig = await waitingRig(t)
    const { deployed } = await rig.environment("uat")
    const release = deployed?.release.slice("sha256:".length) ?? ""
    await rig.succeedAs("alice", "approve", release, "production")
    rig.project.write({ "slipway.yaml": tinyFiles(definition(1))["slipway.yaml"] ?? "" })
    rig.project.git("commit", "--quiet", "--all", "--message=one is enough", "--author=Carol <carol@example.com>")
    await rig.pushed("main")

    const asked = await rig.slipway("promote", release, "production")
    assert.equal(asked.status, 1, asked.stdout)
    assert.match(asked.stdout, /… board +needs the approval of 1 with role manager \(alice, bob\)/)
    const approved = await rig.succeedAs("alice", "approve", release, "production")
    assert.match(approved, /is deployed and verified in production/)
    assert.equal((await rig.environment("production")).deployed?.release, deployed?.release)
  })

  it("a release that was not verified upstream waits, and promote says so", async (t) => {
    const failing = `tests: { smoke: { directory: web, run: "exit 1" } }\n${definition(1)}`.replace(
      "{ branch: main }, ",
      "{ branch: main }, verify: [smoke], ",
    )
    const rig = await ServerRig.start(t, tinyProject(t, failing))
    await rig.pushed("main")
    assert.equal((await rig.environment("uat")).deployed?.verification, "failed")
    const { status, stdout } = await rig.slipway("promote", "uat", "production")
    assert.equal(status, 1)
    assert.match(stdout, /✗ upstream +its verification in uat failed/)
    assert.equal((await rig.environment("production")).deployed, null)
  })
})
