import assert from "node:assert/strict"
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { parseDefinition } from "../../core/definition/parse-definition.ts"
import { localDefinitionMemo } from "./local-definition-memo.ts"

const text = await readFile(new URL("../../../examples/application/slipway.yaml", import.meta.url), "utf8")
const parsed = parseDefinition(text, { file: "slipway.yaml" })
assert(parsed.ok)
const definition = parsed.value

test("a definition comes back as it was parsed", async () => {
  await using folder = await temporaryFolder()
  const memo = localDefinitionMemo(join(folder.path, "memo"), "build-1")
  assert.equal(await memo.get("a1"), undefined)
  await memo.put("a1", definition)
  assert.deepEqual(await memo.get("a1"), definition)
  assert.equal(await memo.get("a2"), undefined)
  assert.equal(await localDefinitionMemo(join(folder.path, "memo"), "build-2").get("a1"), undefined)
})

test("one that was damaged is as if it were not there", async () => {
  await using folder = await temporaryFolder()
  const memo = localDefinitionMemo(folder.path, "build-1")
  await memo.put("a1", definition)
  const [name = ""] = await readdir(folder.path)
  const whole = await readFile(join(folder.path, name), "utf8")
  for (const damaged of ["", "{}", whole.slice(0, -1), whole.replace("main", "mian")]) {
    await writeFile(join(folder.path, name), damaged)
    assert.equal(await memo.get("a1"), undefined)
  }
})

test("only the newest are kept", async () => {
  await using folder = await temporaryFolder()
  const memo = localDefinitionMemo(folder.path, "build-1")
  for (let index = 0; index < 25; index++) await memo.put(`a${index}`, definition)
  assert.equal((await readdir(folder.path)).length, 20)
  assert.deepEqual(await memo.get("a24"), definition)
})
