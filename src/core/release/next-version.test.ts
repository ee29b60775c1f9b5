import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { compare } from "semver"
import { type Bump, nextVersion, type VersionRequest } from "./next-version.ts"

const cases: readonly (readonly [what: string, request: Partial<VersionRequest>, expected: string])[] = [
  ["the first candidate", {}, "v0.1.0-rc.1"],
  ["the first candidate of a major version", { bump: "major" }, "v1.0.0-rc.1"],
  ["the first release", { kind: "release" }, "v0.1.0"],
  ["a candidate after a release", { taken: ["v1.2.0"] }, "v1.2.1-rc.1"],
  ["a candidate after a release, with a feature", { taken: ["v1.2.0"], changes: "minor" }, "v1.3.0-rc.1"],
  ["a further candidate", { taken: ["v1.2.0", "v1.3.0-rc.1", "v1.3.0-rc.2"] }, "v1.3.0-rc.3"],
  ["rc.10 is newer than rc.9", { taken: ["v1.0.0-rc.10", "v1.0.0-rc.9"] }, "v1.0.0-rc.11"],
  ["1.10.0 is newer than 1.9.0", { taken: ["v1.10.0", "v1.9.0"] }, "v1.10.1-rc.1"],
  ["candidates of what is released are over", { taken: ["v1.3.0-rc.4", "v1.3.0"] }, "v1.3.1-rc.1"],
  [
    "a part that is asked for counts from the release",
    { taken: ["v1.2.0", "v1.3.0-rc.1"], bump: "patch" },
    "v1.2.1-rc.1",
  ],
  ["and goes on where that is open", { taken: ["v1.2.0", "v1.2.1-rc.1", "v1.3.0-rc.1"], bump: "patch" }, "v1.2.1-rc.2"],
  [
    "a release takes its candidate's version",
    { kind: "release", taken: ["v1.3.0-rc.1"], own: ["v1.3.0-rc.1"] },
    "v1.3.0",
  ],
  ["not that of somebody else's candidate", { kind: "release", taken: ["v1.2.0", "v2.0.0-rc.1"], own: [] }, "v1.2.1"],
  [
    "what is released keeps its version",
    { kind: "release", taken: ["v1.3.0-rc.1", "v1.3.0"], own: ["v1.3.0-rc.1", "v1.3.0"] },
    "v1.3.0",
  ],
  ["an open candidate keeps its name", { taken: ["v1.3.0-rc.1"], own: ["v1.3.0-rc.1"] }, "v1.3.0-rc.1"],
  [
    "and gets a new one when its version is released",
    { taken: ["v1.3.0-rc.1", "v1.3.0"], own: ["v1.3.0-rc.1"] },
    "v1.3.1-rc.1",
  ],
  ["what is no version", { taken: ["latest", "v1", "v9.9.9-beta.1", "1.0.0"] }, "v1.0.1-rc.1"],
]

function next(request: Partial<VersionRequest>) {
  return nextVersion({ kind: "candidate", bump: null, changes: "patch", taken: [], own: [], ...request })
}

describe("the next version", () => {
  for (const [what, request, expected] of cases) it(what, () => assert.equal(next(request).tag, expected))

  it("is never taken, and newer than every release", () => {
    const part = fc.integer({ min: 0, max: 12 })
    const version = fc
      .tuple(part, part, part, fc.option(fc.integer({ min: 1, max: 12 })))
      .map(([major, minor, patch, rc]) => `v${major}.${minor}.${patch}${rc === null ? "" : `-rc.${rc}`}`)
    const bump = fc.constantFrom<Bump>("major", "minor", "patch")
    fc.assert(
      fc.property(
        fc.array(version),
        fc.subarray(["candidate", "release"] as const, { minLength: 1 }),
        bump,
        fc.boolean(),
        (taken, [kind = "release"], changes, isAsked) => {
          const { tag, version } = next({
            kind,
            bump: isAsked ? changes : null,
            changes,
            taken,
          })
          assert(!taken.includes(tag), tag)
          const released = taken.filter((one) => !one.includes("-"))
          assert(
            released.every((one) => compare(version, one) > 0),
            `${tag} after ${released.join()}`,
          )
        },
      ),
    )
  })
})
