import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import { Ajv2020 } from "ajv/dist/2020.js"
import { parse } from "yaml"
import type { RefPlan } from "../../src/app/plan-ref.ts"
import type { Diagnostic } from "../../src/core/shared/diagnostic.ts"
import type { Failure } from "../../src/core/shared/failure.ts"
import { RunRig } from "../support/run-rig.ts"

const YAML = `version: 1
project: shop
branches: { protected: [main], allowed: ["feature/*", main] }
people:
  alice: { emails: [alice@example.com], roles: [tester] }
services:
  api:
    directory: .
    image: { builder: node }
    jobs:
      lint: "true"
      unit: { run: "true", needs: [lint], reports: { coverage: lcov.info } }
    run: { port: 8080 }
tests:
  e2e: { directory: ., run: "true" }
targets: { here: { kind: process } }
gates:
  quality: { coverage: { lines: 80 } }
  tester: { approval: { role: tester, exclude: [author] } }
environments:
  preview: { from: { branch: "feature/*" }, ephemeral: {}, target: here, verify: [e2e] }
  uat: { from: { branch: main }, target: here, gates: [quality] }
  production: { from: { environment: uat, when: { tag: release } }, target: here, gates: [tester] }
`

function shop(t: TestContext): RunRig {
  return RunRig.withFiles(t, { "slipway.yaml": YAML, "package.json": '{ "name": "api", "version": "1.0.0" }' })
}

async function planOf(rig: RunRig, ref: string): Promise<RefPlan> {
  const { status, stdout, stderr } = await rig.slipway("plan", "--format", "json", "--", ref)
  assert.equal(status, 0, stdout + stderr)
  return JSON.parse(stdout)
}

const answers = (way: RefPlan["entries"][number] | undefined) => way?.gates.map(({ gate, state }) => `${gate} ${state}`)

describe("slipway plan", { concurrency: true }, () => {
  it("without a ref, the branch of the working tree", async (t) => {
    const rig = shop(t)
    const { status, stdout } = await rig.slipway("plan", "--format", "json")
    assert.equal(status, 0)
    assert.deepEqual(JSON.parse(stdout), await planOf(rig, "main"))
  })

  it("a protected branch: jobs in order, where it goes, and what opens from there", async (t) => {
    const plan = await planOf(shop(t), "main")
    assert.equal(plan.route.kind, "build")
    assert.deepEqual(
      plan.plan.jobs.map(({ id }) => id),
      ["api:lint", "api:unit", "api:image"],
    )
    assert.deepEqual(
      plan.entries.map(({ environment }) => environment),
      ["uat"],
    )
    assert.deepEqual(answers(plan.entries[0]), ["checks waiting", "quality waiting"])
    assert.deepEqual(
      plan.later.map(({ environment }) => environment),
      ["production"],
    )
    assert.deepEqual(answers(plan.later[0]), ["checks waiting", "upstream waiting", "named waiting", "tester waiting"])
    assert.deepEqual(plan.later[0]?.gates.at(-1)?.who, ["alice"])
  })

  it("the same for people", async (t) => {
    const rig = shop(t)
    const { status, stdout } = await rig.slipway("plan", "main")
    assert.equal(status, 0)
    assert.ok(
      stdout.startsWith(`refs/heads/main at ${rig.git("rev-parse", "--short=12", "HEAD")}, by the rules of main\n`),
    )
    assert.match(stdout, /a push builds and tests it, then deploys it to uat\n/)
    assert.match(stdout, /\n {2}api:unit {3}after api:lint\n/)
    assert.match(stdout, /checks {3}it needs 2 jobs to pass and 1 images to be built\n/)
    assert.match(stdout, /quality {2}it needs line coverage of every service of at least 80 %\n/)
    assert.match(stdout, /later to production: on verified in uat, then a release version\n/)
    assert.match(stdout, /tester {4}needs the approval of 1 with role tester \(alice\)\n/)
  })

  it("a feature branch goes to a preview environment with a name of its own", async (t) => {
    const rig = shop(t)
    rig.git("branch", "feature/hello")
    rig.git("branch", "feature/other")
    const [plan, other] = [await planOf(rig, "feature/hello"), await planOf(rig, "feature/other")]
    assert.match(plan.entries[0]?.environment ?? "", /^shop-[0-9a-f]{8}$/)
    assert.notEqual(plan.entries[0]?.environment, other.entries[0]?.environment)
    assert.deepEqual(plan.entries[0]?.verify, ["e2e"])
    assert.deepEqual(plan.later, [])
  })

  it("a release tag names the release, which is one gate less", async (t) => {
    const rig = shop(t)
    rig.git("tag", "--annotate", "v1.0.0", "--message=one")
    const plan = await planOf(rig, "v1.0.0")
    assert.deepEqual(plan.route, {
      kind: "tag",
      tag: "v1.0.0",
      names: "release",
      entries: [{ template: "production", wayIn: 0, environment: "production", ephemeral: false }],
    })
    assert.equal(plan.commit, rig.git("rev-parse", "main"))
    assert.deepEqual(plan.plan.jobs, [])
    assert.deepEqual(answers(plan.entries[0]), ["checks waiting", "upstream waiting", "named met", "tester waiting"])
  })

  it("a tag that nobody waits for does nothing", async (t) => {
    const rig = shop(t)
    rig.git("tag", "anything")
    const plan = await planOf(rig, "anything")
    assert.deepEqual(plan.route, { kind: "nothing", why: "no environment waits for tag 'anything'" })
  })

  it("takes the rules from the protected branch, not from the branch that changes them", async (t) => {
    const rig = shop(t)
    rig.git("switch", "--quiet", "--create", "feature/lower-bar")
    rig.commit({ "slipway.yaml": YAML.replace("verify: [e2e]", "verify: []") })
    const plan = await planOf(rig, "feature/lower-bar")
    assert.deepEqual(plan.entries[0]?.verify, ["e2e"])
  })

  it("a branch that is not allowed would be refused: exit status 1", async (t) => {
    const rig = shop(t)
    rig.git("branch", "wild")
    const { status, stdout } = await rig.slipway("plan", "wild")
    assert.equal(status, 1)
    assert.match(stdout, /a push is refused: 'wild' is not an allowed branch name; allowed are feature\/\*, main\n/)
    const json = await rig.slipway("plan", "wild", "--format", "json")
    assert.equal(json.status, 1)
    assert.equal((JSON.parse(json.stdout) as RefPlan).route.kind, "refused")
  })

  it("an unknown ref is refused, with the nearest name: exit status 2", async (t) => {
    const rig = shop(t)
    const text = await rig.slipway("plan", "mian")
    assert.equal(text.status, 2)
    assert.equal(text.stdout, "")
    assert.match(text.stderr, /^slipway: there is no branch, tag or commit 'mian'\n +did you mean 'main'\?\n$/)
    const json = await rig.slipway("plan", "mian", "--format", "json")
    assert.equal(json.status, 2)
    assert.equal((JSON.parse(json.stdout) as { failure: Failure }).failure.reason, "ref-unknown")
  })

  it("a bare commit has no route: exit status 2", async (t) => {
    const rig = shop(t)
    const { status, stderr } = await rig.slipway("plan", rig.git("rev-parse", "HEAD"))
    assert.equal(status, 2)
    assert.match(stderr, /is a commit; what a push does depends on its branch or tag\n +plan a branch or a tag/)
  })

  /** Git allows no blank in a name; a shell would make one of this. */
  const blank = "$".concat("{IFS}")
  for (const branch of [`feature/$(touch${blank}pwned)`, "feature/it's", 'feature/a"b', "feature/`id`"]) {
    it(`a branch named ${branch}`, async (t) => {
      const rig = shop(t)
      rig.git("update-ref", `refs/heads/${branch}`, "HEAD")
      const plan = await planOf(rig, branch)
      assert.equal(plan.ref, `refs/heads/${branch}`)
      assert.match(plan.entries[0]?.environment ?? "", /^shop-[0-9a-f]{8}$/)
      assert.ok(!existsSync(join(rig.folder, "pwned")))
    })
  }

  for (const branch of ["--upload-pack=x", "-x"]) {
    it(`a branch named ${branch} is a name, not an option`, async (t) => {
      const rig = shop(t)
      rig.git("update-ref", `refs/heads/${branch}`, "HEAD")
      const { status, stdout } = await rig.slipway("plan", "--", branch)
      assert.equal(status, 1)
      assert.ok(stdout.includes(`'${branch}' is not an allowed branch name`), stdout)
    })
  }

  it("writes nothing", async (t) => {
    const rig = shop(t)
    await rig.slipway("plan", "main")
    assert.equal(rig.git("status", "--porcelain", "--ignored"), "")
  })
})

describe("slipway check", { concurrency: true }, () => {
  it("a sound definition, from a folder below it and without git", async (t) => {
    const rig = new RunRig(t)
    rig.write({ "slipway.yaml": YAML, "deep/below/file": "" })
    const { status, stdout, stderr } = await rig.start(["check"], {}, "deep/below").ended
    assert.equal(status, 0, stderr)
    assert.equal(stdout, "../../slipway.yaml is sound: 1 service, 1 test, 3 environments\n")
  })

  it("every problem at once, each with its place, and exit status 2", async (t) => {
    const rig = new RunRig(t)
    rig.write({ "slipway.yaml": YAML.replace("environment: uat", "environment: uta").replace("port: 8080", "prot: 1") })
    const text = await rig.slipway("check")
    assert.equal(text.status, 2)
    assert.match(text.stdout, /^slipway\.yaml:13:\d+ error [a-z-]+: .*prot/m)
    assert.match(text.stdout, /^slipway\.yaml:23:\d+ error environment-unknown: 'uta' is not an environment$/m)
    assert.match(text.stdout, /\^\^\^ did you mean 'uat'\?/)

    const json = await rig.slipway("check", "--format", "json")
    assert.equal(json.status, 2)
    const { ok, diagnostics } = JSON.parse(json.stdout) as { ok: boolean; diagnostics: Diagnostic[] }
    assert.equal(ok, false)
    assert.ok(diagnostics.some(({ code, range }) => code === "environment-unknown" && range.line === 23))
  })

  it("a file that is not there", async (t) => {
    const rig = new RunRig(t)
    for (const args of [["check"], ["check", "--file", "other.yaml"]]) {
      const { status, stderr } = await rig.slipway(...args)
      assert.equal(status, 2)
      assert.match(stderr, /^slipway: .*\n {9}\S/)
    }
  })
})

describe("slipway explain and schema", { concurrency: true }, () => {
  it("explains a code of a diagnostic and a reason of a failure", async (t) => {
    const rig = new RunRig(t)
    const diagnostic = await rig.slipway("explain", "environment-unknown")
    assert.equal(diagnostic.status, 0)
    assert.match(diagnostic.stdout, /^environment-unknown \(diagnostic of slipway\.yaml\)\n/)
    assert.match(diagnostic.stdout, /\nWhat to do: /)
    const reason = await rig.slipway("explain", "gate-not-met")
    assert.match(reason.stdout, /^gate-not-met \(failure, exit status 1\)\n/)
    const all = await rig.slipway("explain")
    assert.match(all.stdout, /environment-unknown.*gate-not-met/s)
  })

  it("suggests the nearest code", async (t) => {
    const { status, stderr } = await new RunRig(t).slipway("explain", "enviroment-unknown")
    assert.equal(status, 2)
    assert.match(stderr, /there is no code 'enviroment-unknown'\n +did you mean 'environment-unknown'\?/)
  })

  it("prints a JSON Schema that takes what check takes, and not what it refuses", async (t) => {
    const { status, stdout } = await new RunRig(t).slipway("schema")
    assert.equal(status, 0)
    const validate = new Ajv2020({ strict: false, formats: { date: /^\d{4}-\d\d-\d\d$/ } }).compile(JSON.parse(stdout))
    assert.ok(validate(parse(YAML)), JSON.stringify(validate.errors))
    assert.ok(!validate(parse(YAML.replace("port: 8080", "prot: 8080"))))
  })
})

describe("the command line", { concurrency: true }, () => {
  it("alone prints its help", async (t) => {
    const { status, stdout, stderr } = await new RunRig(t).slipway()
    assert.equal(status, 0)
    assert.match(stdout, /^Usage: slipway /)
    assert.match(stdout, /\n {2}check {2,}report all that is wrong with slipway\.yaml\n/)
    assert.equal(stderr, "")
  })

  it("prints its version", async (t) => {
    const rig = new RunRig(t)
    for (const args of [["--version"], ["-V"], ["--version", "--format"]]) {
      const { status, stdout } = await rig.slipway(...args)
      assert.equal(status, 0)
      assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
    }
  })

  const mistakes: readonly [args: readonly string[], message: RegExp][] = [
    [["chek"], /^slipway: unknown command 'chek'\n +did you mean check\?\n/],
    [["env", "lits"], /^slipway: unknown command 'lits'\n +did you mean list\?\n/],
    [["run", "--formt", "json"], /^slipway: unknown option '--formt'\n +did you mean --format\?\n/],
    [["status", "--format", "yaml"], /Allowed choices are text, json/],
    [["promote"], /^slipway: missing required argument 'release'\n +slipway promote --help shows how it is used\n$/],
    [["plan", "--why", "a", "--affected"], /'--why <job>' cannot be used with option '--affected \[base\]'/],
    [["plan", "a", "b"], /too many arguments/],
    [["up", "--port", "http"], /a port is 0 to 65535/],
  ]
  for (const [args, message] of mistakes) {
    it(`refuses slipway ${args.join(" ")}: exit status 2`, async (t) => {
      const { status, stdout, stderr } = await new RunRig(t).slipway(...args)
      assert.equal(status, 2)
      assert.equal(stdout, "")
      assert.match(stderr, message)
    })
  }

  it("gives every command a help with examples", async (t) => {
    const rig = new RunRig(t)
    const { stdout: list } = await rig.slipway()
    const names = [...list.matchAll(/^ {2}([a-z]+)(?: [<[][a-z<>[\] ]+[>\]])? {2,}\S/gm)].map(([, name = ""]) => name)
    assert.ok(names.includes("rollback") && names.length > 15, names.join())
    for (const name of names.filter((one) => one !== "help")) {
      const { status, stdout } = await rig.slipway(name, "--help")
      assert.equal(status, 0)
      assert.match(stdout, new RegExp(`^Usage: slipway ${name} .*\\nExamples:\\n  [^\\n]*slipway [^\\n]*\\S`, "s"))
    }
  })
})
