import assert from "node:assert/strict"
import { test } from "node:test"
import { parseReleaseVersion } from "./version.ts"

const cases: [text: string, kind: "candidate" | "release" | undefined, tag?: string][] = [
  ["1.2.0", "release", "v1.2.0"],
  ["v1.2.0", "release", "v1.2.0"],
  ["v1.2.0-rc.4", "candidate", "v1.2.0-rc.4"],
  ["v1.2", undefined],
  ["1.2.0-beta.1", undefined],
  ["1.2.0-rc", undefined],
  ["1.2.0+build", undefined],
  ["vv1.2.0", undefined],
  ["$(id)", undefined],
]
for (const [text, kind, tag] of cases) {
  test(`'${text}' is ${kind ?? "no version"}`, () => {
    const version = parseReleaseVersion(text)
    assert.equal(version?.kind, kind)
    assert.equal(version?.tag, tag)
  })
}
