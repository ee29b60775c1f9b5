import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import { startProgram } from "../support/running-program.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"

const UAT = "environments: { uat: { from: { branch: main }, target: local } }\n"

async function deliveredRig(t: TestContext): Promise<ServerRig> {
  const rig = await ServerRig.start(t, tinyProject(t, UAT))
  await rig.pushed("main")
  return rig
}

function pushTo(rig: ServerRig, remote: string) {
  const env = { ...rig.project.env, GIT_TERMINAL_PROMPT: "0" }
  return startProgram(["git", "push", remote, "main:feature/other"], { cwd: rig.project.folder, env }).ended
}

describe("who may do what on a server", { concurrency: 2 }, () => {
  it("nothing is done without a valid token, by push, command or API", async (t) => {
    const rig = await deliveredRig(t)
    const alice = await rig.tokenOf("alice")
    assert.equal((await rig.api("GET", "/status", { token: alice })).status, 200)
    const list = (await rig.api("GET", "/tokens")).body as { id: number; person: string }[]
    const id = list.find(({ person }) => person === "alice")?.id
    await rig.succeed("token", "revoke", String(id))

    for (const token of ["slp_wrong", alice]) {
      const { status, stderr } = await rig.project.start(["status"], { SLIPWAY_TOKEN: token }).ended
      assert.equal(status, 1)
      assert.match(stderr, /slipway: the token is not valid here\n +set SLIPWAY_TOKEN to a token of this server/)
      const push = await pushTo(rig, rig.remote("alice", token))
      assert.equal(push.status, 128)
      assert.match(push.stderr, /Authentication failed/)
    }
    const missing = await rig.project.start(["status"], { SLIPWAY_SERVER: rig.url }, "../home").ended
    assert.equal(missing.status, 1)
    assert.match(missing.stderr, /no token was given/)
    const anonymous = await pushTo(rig, rig.remote("alice", "").replace("alice:@", ""))
    assert.equal(anonymous.status, 128)
    assert.doesNotMatch(rig.project.git("ls-remote", rig.gitFolder), /other/)

    for (const [method, path] of [
      ["GET", "/status"],
      ["POST", "/promotions"],
      ["POST", "/approvals"],
      ["POST", "/releases"],
      ["POST", "/environments/uat/rollback"],
      ["DELETE", "/environments/uat"],
      ["POST", "/tokens"],
      ["GET", "/audit"],
      ["POST", "/shutdown"],
    ] as const) {
      for (const token of [null, "slp_wrong", alice]) {
        const { status } = await rig.api(method, path, { token, ...(method === "POST" ? { body: {} } : {}) })
        assert.equal(status, 401, `${method} ${path}`)
      }
    }
  })

  it("only the owner makes and revokes tokens and shuts the server down", async (t) => {
    const rig = await deliveredRig(t)
    for (const args of [["token", "create", "bob"], ["token", "list"], ["token", "revoke", "1"], ["down"]]) {
      const { status, stderr } = await rig.slipwayAs("alice", ...args)
      assert.equal(status, 1, args.join(" "))
      assert.match(stderr, /only olivia may do this/)
    }
    for (const person of ["", "Bob", "../bob", "$(id)", "b".repeat(41)]) {
      const { status } = await rig.slipway("token", "create", "--", person)
      assert.equal(status, 2, person)
    }
    assert.equal((await rig.slipway("token", "revoke", "99")).status, 2)
  })
})

describe("what does not exist", { concurrency: 2 }, () => {
  const hostile = ["$(touch pwned)", "--upload-pack=x", "../../etc", "a'b\"c", "\u001b[31mred", "x".repeat(200)]

  it("is told with what there is, and with exit status 2", async (t) => {
    const rig = await deliveredRig(t)
    const release = await rig.slipway("promote", "v9.9.9", "uat")
    assert.equal(release.status, 2)
    assert.match(release.stderr, /there is no release 'v9\.9\.9'\n +there are [0-9a-f]{12}/)
    const environment = await rig.slipway("promote", "uat", "prod")
    assert.equal(environment.status, 2)
    assert.match(environment.stderr, /there is no environment 'prod'\n +there are uat/)
    const service = await rig.slipway("logs", "uat", "wbe")
    assert.equal(service.status, 2)
    assert.match(service.stderr, /'uat' has no service 'wbe'\n +there are web/)
    const version = await rig.slipway("release", "1.0")
    assert.equal(version.status, 2)
    assert.match(version.stderr, /'1\.0' is no version/)
    const back = await rig.slipway("rollback", "uat")
    assert.equal(back.status, 1)
    assert.match(back.stderr, /no other release was verified in 'uat' before/)
    const json = await rig.slipway("promote", "v9.9.9", "uat", "--format", "json")
    assert.equal(json.status, 2)
    assert.equal(JSON.parse(json.stdout).failure.reason, "release-unknown")
  })

  it("hostile names are only ever names", async (t) => {
    const rig = await deliveredRig(t)
    for (const name of hostile) {
      for (const args of [
        ["promote", "--", name, "uat"],
        ["promote", "--", "uat", name],
        ["approve", "--", name, "uat"],
        ["rollback", "--", name],
        ["logs", "--", name, name],
        ["env", "destroy", "--", name],
        ["release", "--", name],
      ]) {
        const { status, stdout, stderr } = await rig.slipway(...args)
        assert.equal(status, 2, `${args.join(" ")}\n${stdout}${stderr}`)
        assert(!stderr.includes("\u001b"), "no terminal commands of others")
      }
      const encoded = encodeURIComponent(name)
      assert.equal((await rig.api("DELETE", `/environments/${encoded}`)).status, 404)
      assert.equal((await rig.api("POST", "/promotions", { body: { release: name, environment: "uat" } })).status, 404)
    }
    assert(!existsSync(join(rig.project.folder, "pwned")))
    assert.equal((await rig.environment("uat")).cells[0]?.state, "running")
  })
})
