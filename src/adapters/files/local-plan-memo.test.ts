import assert from "node:assert/strict"
import { copyFile, readdir } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { definitionSchema } from "../../core/definition/schema/definition-schema.ts"
import { makeBuildPlan } from "../../core/plan/make-plan.ts"
import { digestOf } from "../../core/shared/digest.ts"
import type { PlanQuestion } from "../../ports/plan-memo.ts"
import { localPlanMemo } from "./local-plan-memo.ts"

const definition = definitionSchema.parse({
  version: 1,
  project: "shop",
  jobs: { lint: "npm run lint", unit: { run: "npm test", needs: ["lint"], inputs: ["src/**"] } },
})
const keys = [digestOf("1"), digestOf("2")]
const remembered = { plan: makeBuildPlan(definition, []), keys, texts: [["a", "ä"]], facts: digestOf("3") } as const
const question: PlanQuestion = { treeish: "a".repeat(40), ref: "refs/heads/main", only: [] }

test("a plan comes back as it was made, and only for the same question to the same program", async () => {
  await using folder = await temporaryFolder()
  const memo = localPlanMemo(folder.path, "build-1")
  assert.equal(await memo.get(question), undefined)
  await memo.put(question, remembered)
  assert.deepEqual(await memo.get(question), remembered)
  const others: Partial<PlanQuestion>[] = [
    { treeish: "b".repeat(40) },
    { ref: "refs/heads/other" },
    { ref: null },
    { only: ["lint"] },
  ]
  for (const other of others) assert.equal(await memo.get({ ...question, ...other }), undefined)
  assert.equal(await localPlanMemo(folder.path, "build-2").get(question), undefined)
})

test("one that stands where another's was is as if it were not there", async () => {
  await using folder = await temporaryFolder()
  const memo = localPlanMemo(folder.path, "build-1")
  await memo.put(question, remembered)
  const [first = ""] = await readdir(folder.path)
  await memo.put({ ...question, ref: null }, { ...remembered, keys: [...keys].reverse() })
  const [other = ""] = (await readdir(folder.path)).filter((name) => name !== first)
  await copyFile(join(folder.path, other), join(folder.path, first))
  assert.equal(await memo.get(question), undefined)
})
