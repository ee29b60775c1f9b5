import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { RunRig } from "../support/run-rig.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyFiles, tinyProject } from "../support/tiny-project.ts"

const environments = (hotfixGates: string) => `
people:
  bob: { emails: [bob@example.com], roles: [manager] }
gates:
  board: { approval: { role: manager, exclude: [author] } }
tests:
  e2e: { directory: web, run: "true" }
environments:
  uat: { from: { branch: main }, target: local, verify: [e2e] }
  production:
    from:
      - { environment: uat, when: { tag: release } }
      - { branch: "hotfix/*", gates: [${hotfixGates}] }
    target: local
always:
  production: { requires: ["verified:uat | approval:manager"] }
`

const WRONG = "push to hotfix/* → production: nothing requires verified:uat | approval:manager"

describe("slipway prove", { concurrency: true }, () => {
  it("draws the ways into environments, with what each step demands, and says which rules hold", async (t) => {
    const rig = tinyProject(t, environments("board"))
    const { status, stdout } = await rig.slipway("prove")
    assert.equal(status, 0, stdout)
    assert.equal(
      stdout,
      `production: 2 ways in
├─ from uat, with a release version
│  │  verified in uat (e2e)
│  └─ push to main
│        built by server: 0 jobs
└─ push to hotfix/*
      built by server: 0 jobs
      approval by manager but author (board)
  ✓ always verified:uat | approval:manager

`,
    )
  })

  it("names the way on which a rule does not hold, and its place", async (t) => {
    const rig = tinyProject(t, environments(""))
    const { status, stdout } = await rig.slipway("prove", "production")
    assert.equal(status, 2)
    assert.match(stdout, /✗ always verified:uat \| approval:manager; not on\n {4}push to hotfix\/\* → production\n/)
    assert.ok(stdout.includes(`error way-unguarded: ${WRONG}`))
    assert.match(stdout, /^slipway\.yaml:\d+:9 error/m)
  })

  it("answers programs", async (t) => {
    const rig = tinyProject(t, environments(""))
    const { status, stdout } = await rig.slipway("prove", "--format", "json")
    assert.equal(status, 2)
    const proof = JSON.parse(stdout)
    assert.equal(proof.ok, false)
    assert.deepEqual(proof.rules, [
      {
        environment: "production",
        requires: "verified:uat | approval:manager",
        holds: false,
        offences: [{ text: "push to hotfix/* → production", example: null }],
      },
    ])
    const production = proof.environments.find(({ name }: { name: string }) => name === "production")
    assert.equal(production.ways, "2")
    assert.deepEqual(production.shortest[0].text, "push to hotfix/* → production")
    assert.deepEqual(production.steps[0].demands[0].text, "verified in uat (e2e)")
    assert.deepEqual(
      proof.diagnostics.map(({ code }: { code: string }) => code),
      ["way-unguarded"],
    )
  })

  it("draws a picture for Graphviz", async (t) => {
    const rig = tinyProject(t, environments(""))
    const { stdout } = await rig.slipway("prove", "--format", "dot")
    assert.match(stdout, /^digraph "demo" \{$/m)
    assert.match(stdout, /"uat" -> "production" \[label="verified in uat \(e2e\)\\na release version"\]/)
    assert.match(stdout, /"push:hotfix\/\*" -> "production" \[label="", color=red, fontcolor=red\]/)
  })

  it("says what is wrong with a definition that cannot be followed, and with a name", async (t) => {
    const rig = RunRig.withFiles(
      t,
      tinyFiles("environments: { uat: { from: { environment: staging }, target: local } }\n"),
    )
    const broken = await rig.slipway("prove")
    assert.equal(broken.status, 2)
    assert.match(broken.stdout, /environment-unknown/)
    const sound = tinyProject(t, environments("board"))
    const misspelt = await sound.slipway("prove", "prodcution")
    assert.equal(misspelt.status, 2)
    assert.match(misspelt.stderr, /there is no environment 'prodcution'.*\n.*did you mean 'production'/)
  })
})

describe("a rule under always", { concurrency: true }, () => {
  it("that does not hold is an error for slipway check", async (t) => {
    const rig = tinyProject(t, environments(""))
    const { status, stdout } = await rig.slipway("check")
    assert.equal(status, 2)
    assert.ok(stdout.includes(`error way-unguarded: ${WRONG}`), stdout)
  })

  it("keeps a push off the protected branch that would break it; other branches may try", async (t) => {
    const project = tinyProject(t, environments("board"))
    const rig = await ServerRig.start(t, project)
    await rig.pushed("main")
    const before = project.git("ls-remote", rig.gitFolder, "refs/heads/main")
    project.commit(tinyFiles(environments("")))
    const refused = await rig.push("main")
    assert.equal(refused.status, 1)
    assert.match(refused.stderr, /slipway\.yaml has 1 error/)
    assert.ok(refused.stderr.includes(WRONG), refused.stderr)
    assert.equal(project.git("ls-remote", rig.gitFolder, "refs/heads/main"), before)
    const elsewhere = await rig.push("main:feature/hotfixes")
    assert.equal(elsewhere.status, 0, elsewhere.stderr)
  })
})
