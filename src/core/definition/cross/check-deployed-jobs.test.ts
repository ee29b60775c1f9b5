import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { brief, diagnose, start, takeMarks } from "../fixtures/at-mark.ts"

const UAT =
  "targets: { here: { kind: process } }\nenvironments: { uat: { from: { branch: main }, target: here, after: [users] } }\n"

const cases: readonly (readonly [what: string, text: string, isSound: boolean])[] = [
  ["named by an environment", `jobs: { users: { run: make, on: deployed } }\n${UAT}`, true],
  ["one that runs for every commit too", `jobs: { users: make }\n${UAT}`, true],
  ["named by none", "jobs: { users: { run: make, «on: deployed } }\n", false],
  ["of a package", "packages: { lib: { directory: lib, jobs: { users: { run: make, «on: deployed } } } }\n", false],
  [
    "needed by what runs for every commit",
    `jobs: { users: { run: make, on: deployed }, lint: { run: lint, needs: [«users] } }\n${UAT}`,
    false,
  ],
]
describe("a job that runs once an environment is deployed", () => {
  for (const [what, marked, isSound] of cases) {
    it(`${what} ${isSound ? "is sound" : "is misplaced"}`, () => {
      const { text, places } = takeMarks(start + marked)
      assert.deepEqual(diagnose(text).map(brief), isSound ? [] : [`${places[0]} deployed-job-misplaced`])
    })
  }
})
