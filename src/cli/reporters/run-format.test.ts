import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { chosenFormat, colourIn, type RunFormat } from "./run-format.ts"

type Env = Readonly<Record<string, string>>

describe("the format of a run", () => {
  const cases: [what: string, asked: RunFormat, isTerminal: boolean, env: Env, chosen: string][] = [
    ["a terminal", "auto", true, {}, "live"],
    ["a pipe", "auto", false, {}, "plain"],
    ["a terminal that cannot move its cursor", "auto", true, { TERM: "dumb" }, "plain"],
    ["a terminal in CI", "auto", true, { CI: "true" }, "plain"],
    ["a terminal where CI is off", "auto", true, { CI: "false" }, "live"],
    ["GitHub Actions", "auto", false, { GITHUB_ACTIONS: "true", CI: "true" }, "github"],
    ["GitLab CI", "auto", false, { GITLAB_CI: "true", CI: "true" }, "gitlab"],
    ["what was asked for in GitHub Actions", "json", false, { GITHUB_ACTIONS: "true" }, "json"],
    ["what was asked for on a terminal", "plain", true, {}, "plain"],
  ]
  for (const [what, asked, isTerminal, env, chosen] of cases) {
    it(`is ${chosen}: ${what}`, () => assert.equal(chosenFormat(asked, { isTerminal, env }), chosen))
  }
})

describe("colours of a run", () => {
  const cases: [what: string, format: "plain" | "github", isTerminal: boolean, env: Env, expected: boolean][] = [
    ["on a terminal", "plain", true, {}, true],
    ["in a pipe", "plain", false, {}, false],
    ["with NO_COLOR", "plain", true, { NO_COLOR: "1" }, false],
    ["with an empty NO_COLOR", "plain", true, { NO_COLOR: "" }, true],
    ["with TERM=dumb", "plain", true, { TERM: "dumb" }, false],
    ["with FORCE_COLOR in a pipe", "plain", false, { FORCE_COLOR: "1" }, true],
    ["with FORCE_COLOR and NO_COLOR", "plain", false, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
    ["with FORCE_COLOR=0", "plain", true, { FORCE_COLOR: "0" }, false],
    ["in the log of a CI system", "github", false, { TERM: "dumb" }, true],
    ["in the log of a CI system with NO_COLOR", "github", false, { NO_COLOR: "1" }, false],
  ]
  for (const [what, format, isTerminal, env, expected] of cases) {
    it(`are ${expected ? "shown" : "left out"} ${what}`, () => {
      assert.equal(colourIn(format, { isTerminal, env }), expected)
    })
  }
})
