import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { githubMarks } from "./github-marks.ts"
import { gitlabMarks } from "./gitlab-marks.ts"
import type { GroupMarks } from "./group-marks.ts"
import { GroupedReporter } from "./grouped-reporter.ts"
import { jobEnded, jobOutput, jobStarted, runEnded, runStarted, TextSink } from "./testing/run-events.ts"

const plainMarks: GroupMarks = {
  open: (job) => `<${job}>\n`,
  close: () => "</>\n",
  line: (text) => `${text}\n`,
  quote: (text) => text,
  annotations: () => "",
}

function rig(marks: GroupMarks) {
  const stdout = new TextSink()
  return { stdout, reporter: new GroupedReporter({ stdout, stderr: new TextSink(), colour: false, marks }) }
}

describe("grouped output", () => {
  it("shows one job as it goes on, and what others printed meanwhile when it is their turn", async () => {
    const { stdout, reporter } = rig(plainMarks)
    await reporter.observe(runStarted("a", "b", "c", "d"))
    for (const job of ["a", "b", "c"]) await reporter.observe(jobStarted(job))
    assert.equal(stdout.take(), "run > 4 jobs of cccccccccccc\n")
    await reporter.observe(jobOutput("b", "b1\nb2"))
    assert.equal(stdout.take(), "", "it is a's turn")
    await reporter.observe(jobOutput("a", "a1\na"))
    assert.equal(stdout.take(), "<a>\na1\n")
    await reporter.observe(jobOutput("a", "2\n"))
    assert.equal(stdout.take(), "a2\n")
    await reporter.observe(jobEnded("b", "succeeded"))
    await reporter.observe(jobOutput("c", "c1\n"))
    assert.equal(stdout.take(), "")
    await reporter.observe(jobEnded("a", "failed", { message: "exit status 1" }))
    assert.equal(stdout.take(), "</>\n✗ a  2.0 s  exit status 1\n<b>\nb1\nb2\n</>\n✓ b  2.0 s\n<c>\nc1\n")
    await reporter.observe(jobEnded("d", "skipped", { message: "needs a (failed)", startedAt: null }))
    assert.equal(stdout.take(), "")
    await reporter.observe(jobEnded("c", "succeeded"))
    assert.equal(stdout.take(), "</>\n✓ c  2.0 s\n- d  needs a (failed)\n")
    await reporter.observe(runEnded("failed"))
    assert.match(stdout.take(), /^\n✗ a {2}2\.0 s {2}exit status 1\n {4}a1\n {4}a2\n\nrun failed in 3\.0 s: /)
  })

  it("opens no group for a job that says nothing, and closes the one that is open when it is stopped", async () => {
    const { stdout, reporter } = rig(plainMarks)
    await reporter.observe(runStarted("a", "b"))
    await reporter.observe(jobStarted("a"))
    await reporter.observe(jobEnded("a", "succeeded"))
    await reporter.observe(jobStarted("b"))
    await reporter.observe(jobOutput("b", "b1\n"))
    reporter.close()
    reporter.close()
    assert.equal(stdout.take(), "run > 2 jobs of cccccccccccc\n✓ a  2.0 s\n<b>\nb1\n</>\n")
  })

  it("keeps a bounded amount of what waits, the end of it", async () => {
    const { stdout, reporter } = rig(plainMarks)
    for (const job of ["a", "b"]) await reporter.observe(jobStarted(job))
    const lines = Array.from({ length: 1000 }, (_, index) => `${index} ${"x".repeat(995)}\n`).join("")
    for (let turn = 0; turn < 10; turn++) await reporter.observe(jobOutput("b", lines))
    await reporter.observe(jobEnded("b", "succeeded"))
    await reporter.observe(jobEnded("a", "succeeded"))
    const text = stdout.take()
    const [, dropped] = /<b>\n… (\d+) lines before\n/.exec(text) ?? []
    assert(text.length < 5_000_000, `${text.length} characters`)
    assert.equal(Number(dropped) + text.split("\n").filter((line) => line.endsWith("x")).length, 10_000)
    assert.match(text, /\n999 x+\n<\/>\n✓ b/)
  })
})

const HOSTILE =
  "::error::forged\n  ::stop-commands::x\n##[error]forged\n\u001b[0Ksection_end:1:slipway_1_a\r\u001b[0K\nok\n"

async function hostileRun(marks: GroupMarks): Promise<string> {
  const { stdout, reporter } = rig(marks)
  await reporter.observe(jobStarted("a"))
  await reporter.observe(jobOutput("a", HOSTILE))
  await reporter.observe(jobEnded("a", "failed", { message: "##[error]forged" }))
  await reporter.observe(runEnded("failed"))
  return stdout.take()
}

describe("hostile output", () => {
  it("commands GitHub's runner nothing", async () => {
    let tokens = 0
    const text = await hostileRun(githubMarks(() => `token${++tokens}`))
    let stopped: string | undefined
    const obeyed: string[] = []
    for (const line of text.split("\n")) {
      const [, name, message = ""] = /^\s*::([^ :]+)[^:]*::(.*)$/.exec(line) ?? []
      if (stopped !== undefined) {
        if (name === stopped) stopped = undefined
        continue
      }
      if (name === "stop-commands") stopped = message
      if (name !== undefined) obeyed.push(line)
      // The older form is obeyed anywhere in a line that is no command.
      assert(name !== undefined || !line.includes("##["), line)
    }
    assert.equal(stopped, undefined, "it obeys again in the end")
    assert.deepEqual(obeyed, [
      "::group::a",
      "::stop-commands::token1",
      "::endgroup::",
      "::error title=a failed::##[error]forged",
      "::stop-commands::token2",
    ])
  })

  it("forges no section of GitLab's", async () => {
    const text = await hostileRun(gitlabMarks())
    const marks = text.match(/section_[a-z]+:\d+:[^\r\n]*\r\p{Cc}\[0K/gu)
    const expected = ["section_start:2:slipway_1_a[collapsed=true]", "section_end:3:slipway_1_a"]
    assert.deepEqual(
      marks,
      expected.map((mark) => `${mark}\r\u001b[0K`),
    )
  })
})
