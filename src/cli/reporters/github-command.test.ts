import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { githubAnnotations, githubFailure } from "./github-annotations.ts"
import { githubCommand } from "./github-command.ts"
import { jobEnded } from "./testing/run-events.ts"

/** As the runner reads it (actions/runner, `ActionCommand.TryParseV2`). */
function readCommand(line: string) {
  const [, name = "", properties = "", message = ""] = /^::([^ :]+)(?: ([^:]*))?::([^\r\n]*)\n$/.exec(line) ?? []
  const unescaped = (text: string) =>
    text
      .replaceAll("%0D", "\r")
      .replaceAll("%0A", "\n")
      .replaceAll("%3A", ":")
      .replaceAll("%2C", ",")
      .replaceAll("%25", "%")
  const pairs = properties.split(",").map((pair) => pair.split("=", 2) as [string, string])
  return { name, message: unescaped(message), title: unescaped(pairs.find(([key]) => key === "title")?.[1] ?? "") }
}

describe("a command of GitHub Actions", () => {
  it("leaves out properties that say nothing", () => {
    assert.equal(
      githubCommand("error", { file: "a.ts", line: 3, col: null, title: "" }, "no"),
      "::error file=a.ts,line=3::no\n",
    )
    assert.equal(githubCommand("endgroup", {}, ""), "::endgroup::\n")
  })

  it("is one line that means what was put in, whatever that was", () => {
    const text = fc.string({ unit: fc.constantFrom(..."ab:,=%\r\n 0AD3C2é"), maxLength: 20 })
    const property = fc.property(text, text, (title, message) => {
      fc.pre(!title.includes("=") && title !== "")
      assert.deepEqual(readCommand(githubCommand("error", { title }, message)), { name: "error", message, title })
    })
    fc.assert(property, { numRuns: 2000 })
  })
})

describe("annotations on GitHub", () => {
  it("show the job that failed, and its tests and findings where they stand", () => {
    const failing = [
      { name: "adds", file: "src/add.test.ts", line: 7, message: "1 == 2\u001b[2J" },
      { name: "runs", file: null, line: null, message: null },
    ]
    const first = [
      { level: "error", rule: "no-eval", file: "src/a,b.ts", line: 3, message: "eval is evil" },
      { level: "note", rule: null, file: null, line: null, message: "by the way" },
    ] as const
    const ended = jobEnded("web:unit", "failed", {
      message: "exit status 1",
      tests: { passed: 1, failed: 2, skipped: 0, failing, flaky: [] },
      findings: { errors: 1, warnings: 0, notes: 1, first },
    })
    assert.deepEqual(githubAnnotations(ended).split("\n"), [
      "::error title=web%3Aunit failed::exit status 1",
      "::error file=src/add.test.ts,line=7,title=web%3Aunit%3A adds::1 == 2",
      "::error title=web%3Aunit%3A runs::failed",
      "::error file=src/a%2Cb.ts,line=3,title=web%3Aunit%3A no-eval::eval is evil",
      "::notice title=web%3Aunit::by the way",
      "",
    ])
  })

  it("say nothing of a job that succeeded, and warn of a flaky one", () => {
    assert.equal(githubAnnotations(jobEnded("a", "succeeded")), "")
    const flaky = { failures: 1, tests: ["adds"] }
    const expected = "::warning title=a is flaky::it failed and then passed unchanged: adds\n"
    assert.equal(githubAnnotations(jobEnded("a", "succeeded", { flaky })), expected)
  })

  it("show every problem of a definition in its place", () => {
    const range = { line: 4, column: 7, endLine: 4, endColumn: 9 }
    const problem = {
      code: "key-unknown",
      severity: "error",
      message: "no such key",
      file: "slipway.yaml",
      range,
    } as const
    const failure = { reason: "definition-invalid", message: "1 error", diagnostics: [problem] } as const
    const expected = "::error file=slipway.yaml,line=4,col=7,title=key-unknown::no such key\n"
    assert.equal(githubFailure(failure), expected)
  })
})
