import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Log } from "sarif"
import { RunRig, SLIPWAY } from "../support/run-rig.ts"

const definition = (rest: string) => `version: 1
project: demo
services:
  web:
    directory: web
    image: { builder: dockerfile }
    run: { port: 3000 }
${rest}`

const DOCKERFILE = `FROM node:24
COPY . .
ENV API_TOKEN=hunter2
USER node
`

/** The codes of an answer in JSON, with their places. */
const places = (stdout: string): string[] =>
  JSON.parse(stdout).diagnostics.map((one: { file: string; code: string; range: { line: number; column: number } }) => {
    return `${one.file}:${one.range.line}:${one.range.column} ${one.code}`
  })

describe("slipway check of Dockerfiles", { concurrency: true }, () => {
  it("says what each could do better, after what is wrong with slipway.yaml, and ends with 2 for errors", async (t) => {
    const rig = RunRig.withFiles(t, { "slipway.yaml": definition(""), "web/Dockerfile": DOCKERFILE })
    const { status, stdout, stderr } = await rig.slipway("check")
    assert.deepEqual([status, stderr], [2, ""])
    assert.equal(
      stdout,
      `web/Dockerfile:1:6 warning base-unpinned: 'node:24' is not pinned: its tag may move
    1 | FROM node:24
      |      ^^^^^^^ pin it: node:24@sha256:...

web/Dockerfile:1:6 warning healthcheck-missing: nothing says how to see that it is well, unless node:24 does
    1 | FROM node:24
      |      ^^^^^^^ add 'HEALTHCHECK CMD ...', a command that exits with 0 when it is well

web/Dockerfile:2:1 warning dockerignore-missing: files of the context are copied, and there is no .dockerignore
    2 | COPY . .
      | ^^^^ add one, with what never belongs into an image: tests, notes, .env

web/Dockerfile:3:5 error secret-exposed: 'API_TOKEN' looks like a secret: everybody who has the image can read it
    3 | ENV API_TOKEN=hunter2
      |     ^^^^^^^^^^^^^^^^^ leave it to the environment that runs the image; a build reads it by RUN --mount=type=secret,id=...

1 error, 3 warnings
`,
    )
  })

  it("obeys the policy, and ends with 0 for warnings", async (t) => {
    const policies = `policies:
  dockerfile: { base-unpinned: off, healthcheck-missing: off, secret-exposed: warning }
`
    const files = { "web/Dockerfile": DOCKERFILE, "web/Dockerfile.dockerignore": "notes\n" }
    const rig = RunRig.withFiles(t, { "slipway.yaml": definition(policies), ...files })
    const { status, stdout } = await rig.slipway("check")
    assert.equal(status, 0)
    assert.match(stdout, /1 warning\nslipway\.yaml is sound: 1 service, 0 tests, 0 environments\n$/)
    const json = await rig.start(["check", "--format=json"], {}, "web").ended
    assert.equal(JSON.parse(json.stdout).ok, true)
    assert.deepEqual(places(json.stdout), ["Dockerfile:3:5 secret-exposed"])
  })

  it("shows a policy that is none, and a Dockerfile that is not there, in slipway.yaml", async (t) => {
    const rig = RunRig.withFiles(t, { "slipway.yaml": definition("policies: { dockerfile: { user-rot: error } }\n") })
    const wrong = await rig.slipway("check")
    assert.equal(wrong.status, 2)
    assert.match(wrong.stdout, /error key-unknown: .*user-rot.*\n.*\n.*did you mean 'user-root'\?/)
    rig.write({ "slipway.yaml": definition("") })
    const missing = await rig.slipway("check")
    assert.equal(missing.status, 2)
    assert.match(missing.stdout, /^slipway\.yaml:6:12 error dockerfile-missing: there is no web\/Dockerfile\n/)
  })

  it("says once what several services share", async (t) => {
    const second = "  api: { directory: web, image: { builder: dockerfile }, run: { port: 3001 } }\n"
    const files = { "web/Dockerfile": "FROM scratch\nUSER root\nHEALTHCHECK CMD a\n" }
    const rig = RunRig.withFiles(t, { "slipway.yaml": definition(second), ...files })
    const { stdout } = await rig.slipway("check", "--format=json")
    assert.deepEqual(places(stdout), ["web/Dockerfile:2:6 user-root"])
  })

  it("speaks SARIF", async (t) => {
    const rig = RunRig.withFiles(t, { "slipway.yaml": definition(""), "web/Dockerfile": DOCKERFILE })
    const { status, stdout } = await rig.slipway("check", "--format=sarif")
    assert.equal(status, 2)
    const log: Log = JSON.parse(stdout)
    const [run] = log.runs
    assert.deepEqual([log.version, log.runs.length, run?.tool.driver.name], ["2.1.0", 1, "slipway"])
    const rules = run?.tool.driver.rules ?? []
    for (const { ruleId, ruleIndex } of run?.results ?? []) assert.equal(rules[ruleIndex ?? -1]?.id, ruleId)
    const secret = run?.results?.find(({ ruleId }) => ruleId === "secret-exposed")
    assert.equal(secret?.level, "error")
    assert.deepEqual(secret?.locations, [
      {
        physicalLocation: {
          artifactLocation: { uri: "web/Dockerfile" },
          region: {
            startLine: 3,
            startColumn: 5,
            endLine: 3,
            endColumn: 22,
            snippet: { text: "ENV API_TOKEN=hunter2" },
          },
        },
      },
    ])
    rig.write({ "web/Dockerfile": `# moved\n\n${DOCKERFILE}` })
    const moved: Log = JSON.parse((await rig.slipway("check", "--format=sarif")).stdout)
    const prints = (one: Log) => one.runs[0]?.results?.map(({ partialFingerprints }) => partialFingerprints)
    assert.deepEqual(prints(moved), prints(log))
  })

  it("gives a job's report that its gate reads", async (t) => {
    const jobs = `jobs:
  policy:
    run: "${SLIPWAY} check --format=sarif > policy.sarif || true"
    reports: { sarif: policy.sarif }
`
    const files = { "web/Dockerfile": DOCKERFILE, "web/.dockerignore": "notes\n" }
    const rig = RunRig.withFiles(t, { "slipway.yaml": definition(jobs), ...files })
    const { stdout } = await rig.slipway("run", "--only=policy", "--format=json")
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
    const { findings } = events.find(({ type, job }) => type === "job-ended" && job === "policy")
    assert.deepEqual([findings.errors, findings.warnings], [1, 2])
  })

  it("is explained code by code", async (t) => {
    const rig = new RunRig(t)
    const { status, stdout } = await rig.slipway("explain", "user-root")
    assert.equal(status, 0)
    assert.match(
      stdout,
      /^user-root \(diagnostic of a Dockerfile\)\n\nThe image runs as root\.\n\nWhy: .*\n\nWhat to do: /,
    )
  })
})
