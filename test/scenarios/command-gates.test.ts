import assert from "node:assert/strict"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import type { PlannedActs } from "../../src/app/server/acts/plan-acts.ts"
import type { PromotionExplanation } from "../../src/app/server/explain-promotion.ts"
import type { GateAnswer } from "../../src/core/promotion/gate-answer.ts"
import type { RunRig } from "../support/run-rig.ts"
import { filesWith, setSecret } from "../support/secret-telling.ts"
import { ServerRig } from "../support/server-rig.ts"
import { SteeredServer } from "../support/steered-server.ts"
import { HELD, openGate, steeredProject } from "../support/steered-service.ts"
import { tinyProject } from "../support/tiny-project.ts"
import { until } from "../support/until.ts"

const FRIDAY_NOON = "2026-01-16T12:00:00Z"

/** Notes that it was asked, and says what the test wants it to. */
const SCRIPT = `env > "$HOME/asked-with"
echo asked >> "$HOME/asked"
echo "my token is $CALENDAR_TOKEN"
cat "$HOME/says"
exit "$(cat "$HOME/status")"
`

/** SARIF with one error. */
const FOUND = {
  version: "2.1.0",
  runs: [{ tool: { driver: { name: "lint" } }, results: [{ level: "error", message: { text: "unused" } }] }],
}

const calendar = `
people:
  bob: { emails: [bob@example.com], roles: [manager] }
gates:
  calendar:
    command: { run: sh calendar.sh, directory: gates, env: { SHOP: main }, secrets: [CALENDAR_TOKEN], every: 10m }
    override: { role: manager }
environments:
  uat: { from: { branch: main }, target: local }
  production: { from: { environment: uat }, gates: [calendar], target: local }
  preview: { from: { branch: "feature/*" }, ephemeral: {}, gates: [calendar], target: local }
`

function says({ home }: RunRig, status: number, text: string): void {
  writeFileSync(join(home, "says"), `${text}\n`)
  writeFileSync(join(home, "status"), String(status))
}

function timesAsked({ home }: RunRig): number {
  const file = join(home, "asked")
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0
}

async function answersOf(rig: ServerRig, environment: string, release = "uat"): Promise<readonly GateAnswer[]> {
  const { stdout, stderr } = await rig.slipway("why", release, environment, "--format", "json")
  assert.notEqual(stdout, "", stderr)
  return (JSON.parse(stdout) as PromotionExplanation).waysIn[0]?.gates ?? []
}

/** Waits until a gate says this. */
function untilGate(rig: ServerRig, gate: string, state: GateAnswer["state"], sentence: RegExp): Promise<GateAnswer> {
  return until(`'${gate}' is ${state}`, async () => {
    const answer = (await answersOf(rig, "production")).find((one) => one.gate === gate)
    return answer?.state === state && sentence.test(answer.sentence) ? answer : undefined
  })
}

const isDeployed = async (rig: ServerRig) => (await rig.environment("production")).deployed !== null

describe("a gate with a command", { concurrency: 2 }, () => {
  it("is asked until it says yes or no, and by hand after that", async (t) => {
    const project = tinyProject(t, calendar)
    project.variables.SLIPWAY_SECRET__PRODUCTION__CALENDAR_TOKEN = "s3cret-of-the-calendar"
    project.commit({ "gates/calendar.sh": SCRIPT })
    says(project, 75, "another deployment is announced")
    await using server = await SteeredServer.start(t, project, FRIDAY_NOON)
    const { rig, clock } = server
    const said = await rig.pushed("main")
    assert.match(said, /to production waits: calendar: not yet, says its command in run \d+: another deployment is ann/)
    assert.equal(timesAsked(project), 1)
    const { deployed } = await rig.environment("uat")
    const seen = readFileSync(join(project.home, "asked-with"), "utf8")
    for (const line of [
      "SLIPWAY_ENVIRONMENT=production",
      "SLIPWAY_GATE=calendar",
      `SLIPWAY_RELEASE=${deployed?.release}`,
      `SLIPWAY_COMMIT=${project.git("rev-parse", "HEAD")}`,
      "SHOP=main",
      "CALENDAR_TOKEN=s3cret-of-the-calendar",
    ]) {
      assert(seen.split("\n").includes(line), `${line} is not in\n${seen}`)
    }
    assert.match(seen, /^SLIPWAY_IMAGES=\{"web":"sha256:[0-9a-f]{64}"\}$/m)

    says(project, 3, "the shop is closed")
    clock.moveTo("2026-01-16T12:11:00Z")
    const no = await untilGate(
      rig,
      "calendar",
      "failed",
      /^its command said no in run \d+: exit status 3: the shop is closed$/,
    )
    assert.equal(no.evidence?.length, 1)
    assert.equal(timesAsked(project), 2)
    assert.equal(await isDeployed(rig), false)
    const run = /run (\d+)/.exec(no.sentence)?.[1] ?? ""
    const log = await rig.succeed("runs", "log", run)
    assert.match(log, /my token is \*\*\*/)
    assert.doesNotMatch(log, /s3cret/)
    assert.deepEqual(filesWith(join(project.folder, ".slipway"), ["s3cret-of-the-calendar"]), [])

    const refused = await rig.slipway("ask", "uat", "production", "calender")
    assert.notEqual(refused.status, 0)
    assert.match(refused.stderr, /no gate 'calender' with a command here\n +gates with one: calendar/)
    const { acts } = JSON.parse(await rig.succeed("acts", "production", "uat", "--format", "json")) as PlannedActs
    assert.equal(acts.find(({ act, gate }) => act === "ask" && gate === "calendar")?.refused, null)
    says(project, 0, "go ahead")
    assert.match(
      await rig.succeed("ask", "uat", "production", "calendar"),
      /^run \d+ asks 'calendar'; what it prints: /,
    )
    await until("production is deployed", () => isDeployed(rig))
    const yes = (await answersOf(rig, "production")).find(({ gate }) => gate === "calendar")
    assert.match(yes?.sentence ?? "", /^its command said yes in run \d+$/)
    assert.notEqual(yes?.evidence?.[0]?.statement, no.evidence?.[0]?.statement)
    assert.match(await rig.succeed("audit", "--action", "ask-gate"), /olivia +ask-gate +calendar of \w+ for production/)
    const late = await rig.slipway("ask", "uat", "production", "calendar")
    assert.match(late.stderr, /no promotion of \w+ to 'production' waits/)
  })

  it("runs the protected branch's command: a branch cannot answer for itself", async (t) => {
    const project = tinyProject(t, calendar)
    project.variables.SLIPWAY_SECRET__PREVIEW__CALENDAR_TOKEN = "s3cret-of-the-calendar"
    project.commit({ "gates/calendar.sh": SCRIPT })
    says(project, 1, "not for you")
    await using server = await SteeredServer.start(t, project, FRIDAY_NOON)
    const { rig } = server
    await rig.pushed("main")
    project.git("checkout", "--quiet", "-b", "feature/sneaky")
    project.commit({ "gates/calendar.sh": "exit 0\n", "web/content": "sneaky" })
    const said = await rig.pushed("feature/sneaky")
    assert.match(said, /waits: calendar: its command said no in run \d+: exit status 1: not for you/)
    assert.equal((await rig.status()).columns.find(({ branch }) => branch === "feature/sneaky")?.deployed ?? null, null)
  })

  it("is errored where it cannot be asked, and not asked where something has failed", async (t) => {
    const project = tinyProject(
      t,
      `
jobs: { lint: { run: cp findings.json lint.sarif, reports: { sarif: lint.sarif } } }
gates:
  absent: { command: no-such-program-anywhere }
  slow: { command: { run: sleep 300, timeout: 1s } }
  nowhere: { command: { run: "true", directory: not-there } }
  secretive: { command: { run: "true", secrets: [LATER] } }
  quality: { analysis: { errors: 0 } }
  never: { command: 'echo asked >> "$HOME/asked"' }
environments:
  uat: { from: { branch: main }, target: local }
  production: { from: { environment: uat }, gates: [absent, slow, nowhere, secretive], target: local }
  other: { from: { environment: uat }, gates: [quality, never], target: local }
`,
    )
    project.commit({ "findings.json": JSON.stringify(FOUND) })
    await using server = await SteeredServer.start(t, project, FRIDAY_NOON)
    const { rig } = server
    await rig.pushed("main")
    await untilGate(rig, "absent", "errored", /exit status 127: .*no-such-program-anywhere/)
    await untilGate(rig, "slow", "errored", /timed out after 1/)
    await untilGate(rig, "nowhere", "errored", /could not be asked in run \d+: could not be started/)
    const without = await untilGate(rig, "secretive", "errored", /the secret LATER is not set for 'production'/)
    const set = await setSecret(rig, { environment: "production", name: "LATER", value: "s3cret-of-later" })
    assert.equal(set.status, 0, set.stderr)
    await rig.succeed("runs", "again", /in run (\d+)/.exec(without.sentence)?.[1] ?? "")
    await untilGate(rig, "secretive", "met", /said yes/)
    assert.equal(await isDeployed(rig), false)
    const other = await answersOf(rig, "other")
    assert.deepEqual(
      other.filter(({ state }) => state !== "met").map(({ gate, state }) => `${gate} ${state}`),
      ["quality failed", "never waiting"],
    )
    assert.equal(timesAsked(project), 0)
    const refused = await rig.slipway("ask", "uat", "other", "never")
    assert.match(refused.stderr, /it cannot enter 'other' whatever 'never' says\n +quality: /)
  })

  it("keeps nobody else waiting, and is asked again after its server was killed or its run canceled", async (t) => {
    const project = steeredProject(
      t,
      `
gates: { held: { command: '${HELD}' } }
environments:
  uat: { from: { branch: main }, gates: [held], target: local }
  other: { from: { branch: main }, target: local }
`,
    )
    const rig = await ServerRig.start(t, project)
    const push = rig.startPush("main")
    const pids = () => (existsSync(join(project.home, "pids")) ? readFileSync(join(project.home, "pids"), "utf8") : "")
    await until("its command was asked", () => pids().split("\n").length > 1)
    await until("others go on", async () => (await rig.environment("other")).deployed?.verification === "succeeded")
    await rig.end("SIGKILL")
    await push.ended
    await rig.up()
    await until("its command was asked again", () => pids().split("\n").length > 2)
    const heldGate = async () => (await answersOf(rig, "uat", "other")).find(({ gate }) => gate === "held")
    const run = /^run (\d+) asks its command$/.exec((await heldGate())?.sentence ?? "")?.[1] ?? ""
    await rig.succeed("runs", "cancel", run)
    await until("nobody asks", async () => (await heldGate())?.state === "errored")
    assert.equal((await heldGate())?.sentence, `its command could not be asked in run ${run}: canceled by olivia`)
    await rig.succeed("ask", "other", "uat", "held")
    openGate(project)
    await until("uat is verified", async () => (await rig.environment("uat")).deployed?.verification === "succeeded")
    assert.deepEqual(project.leftovers(), [])
  })
})
