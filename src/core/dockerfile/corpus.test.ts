import assert from "node:assert/strict"
import { globSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { describe, it } from "node:test"
import { brief } from "../definition/fixtures/at-mark.ts"
import { policiesSchema } from "../definition/schema/policy-schema.ts"
import { lintDockerfile } from "./lint-dockerfile.ts"

const folder = join(import.meta.dirname, "fixtures")

/** Dockerfiles as people write them, and all that is to be said about each. */
const expected: Readonly<Record<string, readonly string[]>> = {
  "node-good": [],
  "node-naive": [
    "1:6 base-latest",
    "1:6 healthcheck-missing",
    "1:6 user-root",
    "4:5 secret-exposed",
    "5:5 package-cache-left",
    "6:13 ports-many",
  ],
  "go-static": [],
  "go-single-stage": [
    "1:6 base-unpinned",
    "1:6 build-tools-left",
    "1:6 healthcheck-missing",
    "1:6 user-root",
    "2:17 build-tools-left",
    "2:5 package-cache-left",
  ],
  "python-slim": [],
  "python-sloppy": [
    "1:6 base-unpinned",
    "1:6 healthcheck-missing",
    "2:5 package-cache-left",
    "3:24 build-tools-left",
    "4:5 package-cache-left",
    "5:5 secret-exposed",
    "6:6 secret-exposed",
    "8:6 user-root",
  ],
  "java-maven": ["7:6 base-unpinned", "9:6 base-latest", "13:13 ports-many"],
  "nginx-front": ["15:13 healthcheck-missing"],
  "windows-lines": ["2:6 base-unpinned", "6:6 base-unpinned"],
  legacy: [
    "1:6 base-unpinned",
    "1:6 healthcheck-missing",
    "1:6 user-root",
    "4:5 secret-exposed",
    "5:5 package-cache-left",
    "6:20 build-tools-left",
    "8:5 secret-exposed",
    "9:11 ports-many",
  ],
}

describe("Dockerfiles as people write them", () => {
  const policy = policiesSchema.parse({}).dockerfile
  const request = { target: null, args: {}, platform: "linux/amd64" } as const
  for (const [name, found] of Object.entries(expected)) {
    it(name, () => {
      const text = readFileSync(join(folder, `${name}.Dockerfile`), "utf8")
      const diagnostics = lintDockerfile(text, { file: name, request, hasIgnoreFile: true, policy })
      assert.deepEqual(diagnostics.map(brief).sort(), [...found].sort())
    })
  }

  it("are all looked at", () => {
    const files = globSync("*.Dockerfile", { cwd: folder }).map((file) => basename(file, ".Dockerfile"))
    assert.deepEqual(files.sort(), Object.keys(expected).sort())
  })
})
