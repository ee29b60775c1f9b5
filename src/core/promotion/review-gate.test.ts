import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { byServer, byStranger, sampleFacts, sampleRules, unreadable } from "./fixtures/sample-promotion.ts"
import type { CommitReview, Proof } from "./promotion-facts.ts"
import { reviewGate } from "./review-gate.ts"

const rules = sampleRules("production")
const letters = ["c", "b", "a"]

/** Commits `a` to `c` by somebody unknown, newest first, with these reviews of each. */
function brought(...reviews: readonly (readonly (readonly [person: string, proof?: Proof])[])[]): CommitReview[] {
  return reviews.map((given, index) => ({
    commit: (letters[index] ?? "d").repeat(40),
    emails: ["dana@example.com"],
    reviews: given.map(([person, proof = byServer]) => ({ person, proof })),
  }))
}

describe("a gate that asks for reviews", () => {
  const written = {
    commit: "a".repeat(40),
    emails: ["ADA@home.example"],
    reviews: [{ person: "ada", proof: byServer }],
  }
  const cases: readonly {
    what: string
    commits: readonly CommitReview[]
    role?: string
    state: string
    sentence: RegExp
  }[] = [
    { what: "nothing new", commits: [], state: "met", sentence: /^it brings no commit that does not run there$/ },
    {
      what: "each by somebody",
      commits: brought([["bob"]], [["ada"]]),
      state: "met",
      sentence: /^2 commits reviewed by ada, bob$/,
    },
    {
      what: "not only the last one",
      commits: brought([["bob"]], [], []),
      state: "waiting",
      sentence: /^commit a{12} was not reviewed by anybody but its author, and 1 more after it$/,
    },
    { what: "not by its author", commits: [written], state: "waiting", sentence: /^commit a{12} was not reviewed/ },
    {
      what: "not on a stranger's word",
      commits: brought([["bob", byStranger]]),
      state: "waiting",
      sentence: /^commit c/,
    },
    {
      what: "not without the role",
      commits: brought([["bob"]]),
      role: "tester",
      state: "waiting",
      sentence: /^commit c{12} was not reviewed by anybody else with role tester$/,
    },
    {
      what: "by whoever has the role",
      commits: brought([["bob"], ["ada"]]),
      role: "tester",
      state: "met",
      sentence: /ada$/,
    },
    {
      what: "by nobody called like what objects have",
      commits: brought([["constructor"]]),
      role: "tester",
      state: "waiting",
      sentence: /^commit/,
    },
    {
      what: "errored where one cannot be read",
      commits: brought([["bob", unreadable]]),
      state: "errored",
      sentence: /^a review of commit c{12} cannot be verified$/,
    },
    {
      what: "met where another one can be",
      commits: brought([["bob", unreadable], ["cleo"]]),
      state: "met",
      sentence: /^1 commit reviewed by cleo$/,
    },
  ]
  for (const { what, commits, role, state, sentence } of cases) {
    it(`of each commit: ${what}`, () => {
      const facts = sampleFacts({ reviews: { kind: "known", commits } })
      const answer = reviewGate("reviewed", role === undefined ? {} : { role }, rules, facts)
      assert.equal(answer.state, state, answer.sentence)
      assert.match(answer.sentence, sentence)
    })
  }

  it("is errored where nobody knows what it brings, and waits where nothing is built", () => {
    const unknown = sampleFacts({ reviews: { kind: "unknown", why: "git failed" } })
    assert.equal(reviewGate("reviewed", {}, rules, unknown).state, "errored")
    assert.equal(reviewGate("reviewed", {}, rules, sampleFacts()).state, "waiting")
  })
})
