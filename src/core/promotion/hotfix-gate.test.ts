import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import { evaluateGates } from "./evaluate-gates.ts"
import { sampleDefinition, sampleFacts, sampleRules } from "./fixtures/sample-promotion.ts"
import { isHotfixBranch } from "./hotfix-branch.ts"
import type { HotfixFact } from "./promotion-facts.ts"

/** What stands about it among the answers. */
function answerTo(missing: HotfixFact["missing"] | null) {
  const hotfix = missing && { commit: "f".repeat(40), branch: "hotfix/login", missing }
  return evaluateGates(sampleRules("production"), sampleFacts({ hotfix })).find(({ gate }) => gate === "hotfix")
}

describe("a release for an environment that runs a hotfix", () => {
  const commits = ["a", "b", "c", "d", "e"].map((letter) => letter.repeat(40))
  const cases: readonly (readonly [missing: HotfixFact["missing"], state: string, sentence: RegExp])[] = [
    [{ commits: [] }, "met", /^it contains the hotfix of hotfix\/login that runs in production$/],
    [
      { commits: ["a".repeat(40)] },
      "failed",
      /^it lacks the hotfix of hotfix\/login that runs in production \(a{12}\): git merge f{12}, and make a release/,
    ],
    [{ commits }, "failed", /\(a{12}, b{12}, c{12} and 2 more\)/],
    [{ unknown: "git failed" }, "errored", /^nobody can tell whether it contains .*: git failed$/],
  ]
  for (const [missing, state, sentence] of cases) {
    it(`is ${state}: ${JSON.stringify(missing).slice(0, 40)}`, () => {
      const answer = answerTo(missing)
      assert.equal(answer?.state, state)
      assert.match(answer?.sentence ?? "", sentence)
    })
  }

  it("is asked about only where one runs", () => assert.equal(answerTo(null), undefined))
})

describe("a branch of hotfixes", () => {
  const withWays = (...from: readonly object[]) =>
    definitionSchema.parse({
      ...{ version: 1, project: "shop", targets: { here: { kind: "process" } } },
      branches: { protected: ["main", "develop"] },
      gates: { board: { approval: { role: "manager" } } },
      environments: { production: { from, target: "here" } },
    })
  const hotfix = { branch: "hotfix/*", when: "approved" }
  const cases: readonly (readonly [what: string, from: readonly object[], branch: string, is: boolean])[] = [
    ["goes around an environment", [{ environment: "staging" }, hotfix], "hotfix/a", true],
    ["goes around a tag", [{ branch: "main", when: { tag: "release" } }, hotfix], "hotfix/a", true],
    ["goes around the gates", [{ branch: "main" }, { ...hotfix, gates: ["board"] }], "hotfix/a", true],
    ["is not any branch beside another one", [{ branch: "develop" }, hotfix], "hotfix/a", false],
    ["is not the only way in", [hotfix], "hotfix/a", false],
    ["is not protected", [{ environment: "staging" }, { branch: "main" }], "main", false],
    ["is one that its way in takes", [{ environment: "staging" }, hotfix], "feature/a", false],
  ]
  for (const [what, from, branch, is] of cases) {
    it(what, () => assert.equal(isHotfixBranch(withWays(...from), "production", branch), is))
  }

  it("is of no preview, and of no unknown environment", () => {
    assert.equal(isHotfixBranch(sampleDefinition, "preview", "feature/a"), false)
    assert.equal(isHotfixBranch(sampleDefinition, "nowhere", "hotfix/a"), false)
    assert.equal(isHotfixBranch(sampleDefinition, "production", "hotfix/a"), true)
  })
})
