import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { outputOf, RunRig } from "../support/run-rig.ts"

describe("slipway run", { concurrency: true }, () => {
  it("runs the jobs of the commit in a clean checkout with nothing of the caller's environment", async (t) => {
    const rig = RunRig.withDefinition(
      t,
      `jobs:
  files: find . | sort
  environment: { run: "env | cut -d= -f1 | sort", env: { MODE: x } }
  node: node -p process.versions.node`,
    )
    rig.write({ ".git/info/exclude": "ignored\n", ignored: "" })
    const { status, stdout } = await rig.start(["run"], { SECRET: "1" }).ended
    assert.equal(status, 0, stdout)
    assert.deepEqual(outputOf("files", stdout), [".", "./slipway.yaml"])
    const own = ["GIT_CEILING_DIRECTORIES", "HOME", "MODE", "PATH"]
    const names = outputOf("environment", stdout).filter((name) => !["PWD", "OLDPWD", "SHLVL", "_"].includes(name))
    assert.deepEqual(names, [...own, "SLIPWAY_EXECUTION"].sort())
    assert.match(outputOf("node", stdout)[0] ?? "", /^2[4-9]\./)
    assert.deepEqual(rig.leftovers(), [])
    assert.equal(rig.git("status", "--porcelain"), "")
  })

  it("ends with 1 when a job fails; what needs it is skipped, what does not goes on", async (t) => {
    const rig = RunRig.withDefinition(
      t,
      `jobs:
  bad: echo broken; exit 7
  needing: { run: echo never, needs: [bad] }
  further: { run: echo never, needs: [needing] }
  other: echo fine`,
    )
    const { status, stdout } = await rig.slipway("run", "--jobs", "1")
    assert.equal(status, 1)
    assert.match(stdout, /^bad > failed in .*: exit status 7$/m)
    assert.match(stdout, /^needing > skipped: needs bad \(failed\)$/m)
    assert.match(stdout, /^further > skipped: needs needing \(skipped\)$/m)
    assert.match(stdout, /^other > succeeded/m)
    assert.match(stdout, /^run failed in .*: 1 succeeded, 1 failed, 2 skipped$/m)
    assert.doesNotMatch(stdout, /never/)
  })

  it("runs jobs at the same time: two that wait for each other both succeed", async (t) => {
    const rig = RunRig.withDefinition(
      t,
      `jobs:
  pipes: mkfifo there back
  caller: { run: "echo hello > there; cat back", needs: [pipes] }
  answerer: { run: "cat there; echo hi > back", needs: [pipes] }`,
    )
    const { status, stdout } = await rig.slipway("run", "--jobs", "2")
    assert.equal(status, 0, stdout)
    assert.deepEqual(outputOf("answerer", stdout), ["hello"])
    assert.deepEqual(outputOf("caller", stdout), ["hi"])
  })

  it("ends with 3 when a job takes too long or ends by a signal", async (t) => {
    const rig = RunRig.withDefinition(
      t,
      `jobs:
  slow: { run: exec sleep 1000, timeout: 300ms }
  crash: kill -SEGV $$
  needing: { run: "true", needs: [slow] }`,
    )
    const { status, stdout } = await rig.slipway("run")
    assert.equal(status, 3)
    assert.match(stdout, /^slow > errored in .*: timed out after 0\.3 s$/m)
    assert.match(stdout, /^crash > errored in .*: ended by SIGSEGV$/m)
    assert.match(stdout, /^needing > skipped/m)
  })

  it("tries errored jobs again, failed ones only when told", async (t) => {
    const flaky = (name: string, first: string) => `"test -e ${name} && exit 0; touch ${name}; ${first}"`
    const rig = RunRig.withDefinition(
      t,
      `jobs:
  crash: { run: ${flaky("c", "kill -KILL $$")}, retries: 1 }
  flake: { run: ${flaky("f", "exit 1")}, retries: 1, retry: always }
  wrong: { run: ${flaky("w", "exit 1")}, retries: 1 }`,
    )
    const { status, stdout } = await rig.slipway("run")
    assert.equal(status, 1)
    assert.match(stdout, /^crash > errored, trying again: ended by SIGKILL\n(.*\n)*?crash > started \(attempt 2\)$/m)
    assert.match(stdout, /^crash > succeeded/m)
    assert.match(stdout, /^flake > succeeded/m)
    assert.match(stdout, /^wrong > failed/m)
  })

  it("runs only what is asked for, with what it needs", async (t) => {
    const rig = RunRig.withDefinition(t, `jobs:\n  a: echo a\n  b: { run: echo b, needs: [a] }\n  c: exit 1`)
    const { status, stdout } = await rig.slipway("run", "--only", "b")
    assert.equal(status, 0)
    assert.match(stdout, /2 succeeded$/m)
    const unknown = await rig.slipway("run", "--only", "bb")
    assert.equal(unknown.status, 2)
    assert.match(unknown.stderr, /there is no job or service "bb"\n.*did you mean 'b'\?/)
  })

  it("runs setups where the lock file is, once for all that share it", async (t) => {
    const rig = RunRig.withFiles(t, {
      "slipway.yaml": `version: 1
project: demo
packages:
  a: { directory: packages/a, setup: "echo in; pwd >> setups", jobs: { unit: "wc -l < ../../setups" } }
  b: { directory: packages/b, setup: "echo in; pwd >> setups", jobs: { unit: "pwd" } }
`,
      "package-lock.json": "{}",
      "packages/a/package.json": "{}",
      "packages/b/package.json": "{}",
    })
    const { status, stdout } = await rig.slipway("run")
    assert.equal(status, 0, stdout)
    assert.deepEqual(outputOf("a:unit", stdout), ["1"])
    assert.match(outputOf("b:unit", stdout)[0] ?? "", /\.slipway\/cache\/checkouts\/tree-[0-9a-f]{8}\/packages\/b$/)
  })

  it("keeps the checkout when told to, for good", async (t) => {
    const rig = RunRig.withDefinition(t, "jobs:\n  a: echo made > here")
    const { stderr } = await rig.slipway("run", "--keep")
    assert.match(stderr, /the checkout stays in .*\.slipway\/work\/run-/)
    await rig.slipway("run")
    assert.equal(rig.leftovers().length, 1)
  })
})

describe("coverage in slipway run", { concurrency: true }, () => {
  const lcov = (covered: number) =>
    `SF:a.ts\\n${Array.from({ length: 10 }, (_, index) => `DA:${index + 1},${index < covered ? 1 : 0}\\n`).join("")}end_of_record\\n`
  const definition = (command: string) => `packages:
  gateway:
    directory: .
    jobs:
      unit: { run: ${JSON.stringify(command)}, reports: { coverage: lcov.info }, coverage: { lines: 80 } }
      after: { run: "true", needs: [unit] }
`
  const cases: [string, string, number, RegExp][] = [
    ["enough", `printf '${lcov(8)}' > lcov.info`, 0, /^gateway:unit > succeeded/m],
    [
      "below the minimum",
      `printf '${lcov(7)}' > lcov.info`,
      1,
      /^gateway:unit > failed in .*: gateway: line coverage 70\.0 % is below the required 80 %$/m,
    ],
    [
      "malformed",
      `printf '${lcov(8)}' | head -c 40 > lcov.info`,
      3,
      /^gateway:unit > errored in .*: the coverage report .*\(lcov\.info\)$/m,
    ],
    ["absent", "true", 3, /^gateway:unit > errored in .*: the job wrote no coverage report \(lcov\.info\)$/m],
    ["a pipe that nobody writes", "mkfifo lcov.info", 3, /^gateway:unit > errored in .* is not a file/m],
  ]
  for (const [name, command, expected, told] of cases) {
    it(`${name}: ${expected}`, async (t) => {
      const rig = RunRig.withDefinition(t, definition(command))
      const { status, stdout } = await rig.slipway("run")
      assert.match(stdout, told)
      assert.equal(status, expected)
      assert.match(stdout, expected === 0 ? /^gateway:after > succeeded/m : /^gateway:after > skipped/m)
    })
  }

  it("does not take a report for the job's that was there before", async (t) => {
    const rig = RunRig.withDefinition(t, definition("true"))
    rig.commit({ "lcov.info": lcov(10).replaceAll("\\n", "\n") })
    const { status, stdout } = await rig.slipway("run")
    assert.equal(status, 3)
    assert.match(stdout, /the job wrote no coverage report/)
  })
})
