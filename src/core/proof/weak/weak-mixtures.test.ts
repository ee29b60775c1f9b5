import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { findWeaknesses } from "../fixtures/find-weaknesses.ts"

const folder = join(import.meta.dirname, "..", "fixtures", "weaknesses")
const textOf = (name: string) => readFileSync(join(folder, `${name}.yaml`), "utf8")
const codesOf = (text: string) => findWeaknesses(text).map(({ code }) => code)

test("a free choice at the end is weak, unless somebody has to approve, which nobody can for a mixture", () => {
  const weak = textOf("35-mixture-at-the-end")
  assert.deepEqual(codesOf(weak), ["mixture-at-the-end"])
  const gate = "gates: { board: { approval: { role: release-manager, count: 2 } } }\n"
  const approved = `${gate}${weak.replace("when: manual }", "when: manual, gates: [board] }")}`
  assert.deepEqual(codesOf(approved), [])
})

test("tests beside mocks are weak, unless others follow without, or nothing accepts them", () => {
  const weak = textOf("33-tested-beside-mocks-alone")
  assert.deepEqual(codesOf(weak), ["tested-beside-mocks"])
  assert.deepEqual(codesOf(weak.replace(", mocked: accepted", "")), [])
  assert.deepEqual(codesOf(weak.replace("    mocks: [crm]\n", "")), [], "no mock ever runs there")
  const later = weak.replace("  production:", "  qa:")
  const tested = `${later}    verify: [e2e]\n  production:\n    from: { environment: qa }\n    target: here\n`
  assert.deepEqual(codesOf(tested), [])
})
