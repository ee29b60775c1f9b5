import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { test } from "node:test"
import { diagnose } from "./fixtures/at-mark.ts"

const text = await readFile(new URL("fixtures/whole-example.yaml", import.meta.url), "utf8")

test("the whole example uses nothing but keys that exist, and some that are not supported yet", () => {
  const errors = diagnose(text).filter(({ severity }) => severity === "error")
  assert.deepEqual(
    errors.filter(({ code }) => code !== "not-supported-yet"),
    [],
  )
  assert.ok(errors.length > 0)
})

test("its board of two needs two people", () => {
  const warnings = diagnose(text).filter(({ severity }) => severity === "warning")
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ["approval-unreachable"],
  )
})
