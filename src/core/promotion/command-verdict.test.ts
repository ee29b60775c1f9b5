import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { type CommandEnd, commandVerdict } from "./command-verdict.ts"

function ended(change: Partial<CommandEnd>): CommandEnd {
  return { status: "failed", exitCode: 1, message: "exit status 1", printed: "", ...change }
}

const cases: readonly (readonly [what: string, end: Partial<CommandEnd>, kind: string, message: string | null])[] = [
  ["says yes", { status: "succeeded", exitCode: 0, message: null, printed: "fine\n" }, "succeeded", null],
  ["says no", {}, "failed", "exit status 1"],
  ["says why not", { printed: "looking\nclosed\n\n" }, "failed", "exit status 1: closed"],
  ["asks for time", { exitCode: 75, message: "exit status 75", printed: "busy\n" }, "not-yet", "busy"],
  ["asks for time without a word", { exitCode: 75, message: "exit status 75" }, "not-yet", "exit status 75"],
  ["is not there", { exitCode: 127, message: "exit status 127" }, "errored", "exit status 127"],
  ["is not executable", { exitCode: 126, message: "exit status 126" }, "errored", "exit status 126"],
  [
    "takes too long",
    { status: "errored", exitCode: null, message: "timed out after 5 m" },
    "errored",
    "timed out after 5 m",
  ],
  ["is canceled", { status: "canceled", exitCode: null, message: null }, "errored", "canceled"],
]

describe("a command that", () => {
  for (const [what, end, kind, message] of cases) {
    it(what, () => {
      const verdict = commandVerdict(ended(end))
      assert.equal(verdict.kind, kind)
      assert.equal(verdict.message, message)
    })
  }

  it("prints much, has the last lines of it kept, without what could move a cursor", () => {
    const lines = Array.from({ length: 50 }, (_, index) => `line ${index}`)
    const hostile = "\u001b[31mred\u001b[0m\u0007 \u202efdp.exe"
    const { output, message } = commandVerdict(ended({ printed: [...lines, hostile, "y".repeat(5000)].join("\r\n") }))
    const kept = output.split("\n")
    assert.deepEqual(kept.slice(0, 9), [...lines.slice(-8), "red fdp.exe"])
    assert.equal(kept.length, 10)
    assert.equal(kept.at(-1), `${"y".repeat(299)}…`)
    assert.equal(message, `exit status 1: ${kept.at(-1)}`)
  })
})
