import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { definitionLimits } from "../definition/limits.ts"
import { policiesSchema } from "../definition/schema/policy-schema.ts"
import { lintDockerfile } from "./lint-dockerfile.ts"

/** As much of a unit as a Dockerfile may hold. */
const full = (head: string, unit: string, tail = "") =>
  head + unit.repeat(Math.floor((definitionLimits.bytes - head.length - tail.length) / unit.length)) + tail
const numbered = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("")

const texts: Readonly<Record<string, string>> = {
  "lines that go on and on": full("FROM a\nRUN a ", "\\\n"),
  "comments in a line that goes on": full("FROM a\nRUN a \\\n", "# c\n"),
  "images, one after the other": full("", "FROM a\n"),
  "stages, each on the one before": numbered(11_000, (index) => `FROM a${index} AS a${index + 1}\n`),
  "values of values": `${numbered(15_000, (index) => `ARG A${index + 1}=$A${index}$A${index}\n`)}FROM $A1\n`.slice(
    0,
    250_000,
  ),
  "one long word": full("FROM ", "a"),
  "references that do not end": full("FROM ", "${a:-"),
  "quotes that do not end": full("FROM a\nRUN ", "'\\"),
  "packages, all removed at the end": full("FROM a\nRUN apk add ", "make ", "; apk del make"),
  "commands, each undone by the next": full("FROM a\nRUN ", "apk add make;apk del x;"),
  "options without end": full("FROM a\nRUN apt-get ", "-a ", "install gcc"),
  "shells in shells": full("FROM a\nRUN ", "sh -c '"),
  "heredocs that do not end": full("FROM a\nRUN ", "<<A "),
  "many heredocs": full("FROM a\n", "RUN <<E\nE\n"),
  "flags alone": full("FROM a\nCOPY ", "--a--b=c ", "a b"),
  "a list that does not end": full("FROM a\nRUN [", '"a",'),
  "comments that ignore what is not there": full("FROM a\n", "# slipway-ignore user-root: x\nRUN a\n"),
  "nothing known": full("", "FRO a\n"),
  "carriage returns": full("FROM a\nRUN a ", "\r"),
}

describe("a Dockerfile that somebody wrote to do harm is read in the end", { timeout: 120_000 }, () => {
  const policy = policiesSchema.parse({}).dockerfile
  const request = { target: null, args: {}, platform: "linux/amd64" } as const
  const lint = (text: string) => lintDockerfile(text, { file: "Dockerfile", request, hasIgnoreFile: true, policy })

  for (const [what, text] of Object.entries(texts)) {
    it(what, () => {
      const found = lint(text)
      assert.ok(found.length > 0 && found.length <= definitionLimits.problems)
    })
  }

  it("or not at all", () => {
    const codes = (text: string) => lint(text).map(({ code }) => code)
    assert.deepEqual(codes(full("FROM a\n", "RUN a\n", "RUN a\nRUN too much\n") + "RUN a\n".repeat(10)), [
      "file-too-large",
    ])
    assert.deepEqual(codes("FROM a\0b"), ["file-not-text"])
    assert.deepEqual(codes("FROM a\u202eb"), ["file-not-text"])
    assert.deepEqual(codes("\ufffd\ufffdPK"), ["file-not-text"])
  })
})
