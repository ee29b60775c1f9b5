import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jobDefinitionHash } from "./job-definition-hash.ts"
import { jobSchema } from "./schema/job-schema.ts"

const hash = (secrets: readonly string[]) => jobDefinitionHash(jobSchema.parse({ run: "npm publish", secrets }))

describe("the hash of a job's definition", () => {
  it("covers the names of its secrets, in whatever order", () => {
    assert.notEqual(hash(["NPM_TOKEN"]), hash([]))
    assert.notEqual(hash(["NPM_TOKEN"]), hash(["NPM_USER"]))
    assert.equal(hash(["NPM_TOKEN", "NPM_USER"]), hash(["NPM_USER", "NPM_TOKEN"]))
  })
})
