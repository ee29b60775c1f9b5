import assert from "node:assert/strict"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { stripVTControlCharacters, styleText } from "node:util"
import { skipWithout } from "../support/component.ts"
import { RunRig, SLIPWAY } from "../support/run-rig.ts"
import { startProgram } from "../support/running-program.ts"

const DEFINITION = `jobs:
  good: echo fine
  bad: { run: "echo ::error::forged; echo broken; exit 7", needs: [good] }
  later: { run: "true", needs: [bad] }
`

describe("the formats of slipway run", { concurrency: true }, () => {
  it("--format github, by default in GitHub Actions: groups and annotations that no job can forge", async (t) => {
    const rig = RunRig.withDefinition(t, DEFINITION)
    const { status, stdout } = await rig.start(["run"], { GITHUB_ACTIONS: "true", NO_COLOR: "1" }).ended
    assert.equal(status, 1)
    const [, token = ""] = /^::group::bad\n::stop-commands::([0-9a-f]{32})$/m.exec(stdout) ?? []
    assert.match(
      stdout,
      /^::group::good\n::stop-commands::[0-9a-f]{32}\nfine\n::[0-9a-f]{32}::\n::endgroup::\n✓ good /m,
    )
    assert(
      stdout.includes(`::stop-commands::${token}\n::error::forged\nbroken\n::${token}::\n::endgroup::\n✗ bad`),
      stdout,
    )
    assert.match(stdout, /^::error title=bad failed::exit status 7$/m)
    const tokens = stdout.match(/(?<=^::stop-commands::).*$/gm)
    assert.equal(new Set(tokens).size, 3, "another word each time")
  })

  it("--format github shows a wrong definition where it is wrong", async (t) => {
    const rig = RunRig.withDefinition(t, "jobs:\n  a: 3\n")
    const { status, stdout } = await rig.start(["run", "--format", "github"]).ended
    assert.equal(status, 2)
    assert.match(stdout, /^::error file=slipway\.yaml,line=4,col=6,title=[a-z-]+::/m)
  })

  it("--format gitlab, by default in GitLab CI: sections", async (t) => {
    const rig = RunRig.withDefinition(t, DEFINITION)
    const { status, stdout } = await rig.start(["run"], { GITLAB_CI: "true", NO_COLOR: "1" }).ended
    assert.equal(status, 1)
    const text = stdout.replaceAll("\u001b[0K", "<K>").replaceAll("\r", "<CR>")
    assert.match(
      text,
      /^<K>section_start:\d{10}:slipway_1_good\[collapsed=true\]<CR><K>good\nfine\n<K>section_end:\d{10}:slipway_1_good<CR><K>\n✓ good/m,
    )
    assert.equal(text.match(/section_/g)?.length, 4)
  })

  it("--junit beside any format: the jobs as cases, also of a run that was stopped", async (t) => {
    const rig = RunRig.withDefinition(t, DEFINITION)
    const { status } = await rig.slipway("run", "--format", "json", "--junit", "reports/run.xml")
    assert.equal(status, 1)
    const xml = readFileSync(join(rig.folder, "reports", "run.xml"), "utf8")
    assert.match(xml, /<testsuite name="slipway run" .*tests="3" failures="1" errors="0" skipped="1"/)
    assert.match(
      xml,
      /name="bad" .*><failure message="exit status 7" type="failed">exit status 7\n::error::forged\nbroken</,
    )
    rig.commit({
      ".gitignore": "/reports\n",
      "slipway.yaml": "version: 1\nproject: demo\njobs:\n  wait: echo ready; exec sleep 1000\n",
    })
    const cli = rig.start(["run", "--junit", "reports/run.xml"])
    await cli.waitFor("wait | ready")
    cli.process.kill("SIGINT")
    assert.equal((await cli.ended).status, 130)
    assert.match(
      readFileSync(join(rig.folder, "reports", "run.xml"), "utf8"),
      /name="wait" .*><error message="canceled"/,
    )
  })

  it("--junit where nothing can be written ends errored and says so, once the run is over", async (t) => {
    const rig = RunRig.withDefinition(t, "jobs:\n  good: echo fine\n")
    rig.write({ ".git/info/exclude": "file\n", file: "" })
    const { status, stdout, stderr } = await rig.slipway("run", "--junit", "file/run.xml")
    assert.equal(status, 3)
    assert.match(stdout, /^run succeeded/m)
    assert.match(stderr, /^slipway: file\/run\.xml cannot be written/m)
  })

  it("colours where FORCE_COLOR asks for them, and none elsewhere", async (t) => {
    const rig = RunRig.withDefinition(t, DEFINITION)
    const plain = await rig.slipway("run")
    assert.equal(stripVTControlCharacters(plain.stdout), plain.stdout)
    const coloured = await rig.start(["run"], { FORCE_COLOR: "1" }).ended
    assert(coloured.stdout.includes(styleText("red", "run failed", { validateStream: false })))
  })

  const skip = skipWithout("script (util-linux)", existsSync("/usr/bin/script"))
  it("a live view on a terminal: what ended, at the end the output of what failed, and the terminal as it was", {
    skip,
  }, async (t) => {
    const rig = RunRig.withDefinition(t, DEFINITION)
    const command = `stty cols 60 rows 12; ${SLIPWAY} run`
    const env = { ...rig.env, TERM: "xterm", NO_COLOR: "1" }
    const { status, stdout } = await startProgram(["/usr/bin/script", "-qec", command, "/dev/null"], {
      cwd: rig.folder,
      env,
    }).ended
    assert.equal(status, 1, stdout)
    const text = stripVTControlCharacters(stdout).replaceAll("\r", "")
    assert.match(text, /✓ good {2}\d\.\d s\n/)
    assert.match(text, /\n✗ bad {2}\d\.\d s {2}exit status 7\n {4}::error::forged\n {4}broken\n\nrun failed in /)
    assert.equal(stdout.split("\u001b[?25l").length, stdout.split("\u001b[?25h").length, "the cursor is back")
    assert(stdout.lastIndexOf("\u001b[?7h") >= stdout.lastIndexOf("\u001b[?7l"), "and lines wrap again")
  })

  it("plain lines on a terminal in CI", { skip }, async (t) => {
    const rig = RunRig.withDefinition(t, "jobs:\n  good: echo fine\n")
    const env = { ...rig.env, TERM: "xterm", CI: "true", NO_COLOR: "1" }
    const program = ["/usr/bin/script", "-qec", `${SLIPWAY} run`, "/dev/null"] as const
    const { stdout } = await startProgram(program, { cwd: rig.folder, env }).ended
    assert.match(stdout, /^good \| fine\r$/m)
  })
})
