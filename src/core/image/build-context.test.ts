import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { buildContext } from "./build-context.ts"

const request = {
  file: "web/Dockerfile",
  context: "web",
  target: null,
  args: {},
  secrets: [],
  platform: "linux/amd64",
} as const
const PATHS = [
  "README.md",
  "web/.env",
  "web/Dockerfile",
  "web/a.txt",
  "web/node_modules/x",
  "web/sub/b.txt",
  "website/c",
]

function filesOf(
  texts: Readonly<Record<string, string>>,
  more: Partial<typeof request | { context: string; file: string }> = {},
) {
  const paths = [...PATHS, ...Object.keys(texts)]
  return buildContext(
    { ...request, ...more },
    { paths, outputs: ["web/dist/made"], texts: new Map(Object.entries(texts)) },
  )
}

describe("what a Dockerfile may copy", () => {
  test("the files of its context and outputs of jobs, but never installed packages", () => {
    const { files, ignoreFile } = valueFrom(filesOf({}))
    assert.deepEqual(files, ["web/.env", "web/Dockerfile", "web/a.txt", "web/dist/made", "web/sub/b.txt"])
    assert.equal(ignoreFile, null)
  })

  test("the whole repository where the context is that", () => {
    const { files } = valueFrom(filesOf({}, { context: "." }))
    assert.ok(files.includes("README.md") && files.includes("website/c"))
  })

  test("less what .dockerignore says, the Dockerfile and outputs too", () => {
    const { files, ignoreFile, dockerfile } = valueFrom(
      filesOf({ "web/.dockerignore": "Dockerfile\n.env\nsub\ndist\n" }),
    )
    assert.deepEqual(files, ["web/.dockerignore", "web/a.txt"])
    assert.deepEqual([ignoreFile, dockerfile], ["web/.dockerignore", "web/Dockerfile"])
  })

  test("by the file that is named after the Dockerfile before the other", () => {
    const texts = {
      "web/.dockerignore": "a.txt\n",
      "web/Dockerfile.dockerignore": "*\n!a.txt\n",
      ".dockerignore": "web\n",
    }
    const { files, ignoreFile } = valueFrom(filesOf(texts))
    assert.deepEqual(files, ["web/a.txt"])
    assert.equal(ignoreFile, "web/Dockerfile.dockerignore")
  })

  test("nothing where there is no Dockerfile, it lies elsewhere, or the rules are broken", () => {
    assert.match(
      failureFrom(filesOf({}, { file: "web/Other" }), "image-build-failed").message,
      /there is no web\/Other/,
    )
    assert.match(failureFrom(filesOf({}, { file: "README.md" }), "image-build-failed").message, /README\.md is not in/)
    failureFrom(filesOf({ "web/.dockerignore": "[a-\n" }), "image-build-failed")
  })
})
