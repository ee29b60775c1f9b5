import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { before, describe, it } from "node:test"
import { startProgram } from "../support/running-program.ts"
import { faults } from "./faults.ts"
import type { Trial } from "./run-faults.ts"

const HISTORIES = 10_000

/** One of the scripts beside this file, to its end. */
function script(name: string, ...numbers: readonly number[]) {
  const program = [process.execPath, "--disable-warning=ExperimentalWarning", join(import.meta.dirname, name)] as const
  return startProgram([...program, ...numbers.map(String)], { cwd: import.meta.dirname, env: {} }).ended
}

describe("promotions", () => {
  it("are decided as the model says, after every happening of 10,000 histories", async () => {
    const halves = [0, HISTORIES / 2].map((first) => script("run-histories.ts", first, HISTORIES / 2))
    for (const { status, stdout, stderr } of await Promise.all(halves)) assert.equal(status, 0, stdout + stderr)
  })

  it("are decided by a model that shares nothing with the product", () => {
    const own = [
      "oracle.ts",
      "oracle-analysis.ts",
      "oracle-code.ts",
      "oracle-queue.ts",
      "past.ts",
      "rules-in-force.ts",
      "rule-books.ts",
      "history.ts",
    ]
    for (const file of own) {
      const text = readFileSync(join(import.meta.dirname, file), "utf8")
      const imported = [...text.matchAll(/from "(.*)"/g)].map(([, path]) => path)
      assert.deepEqual(
        imported.filter((path) => !own.includes(path?.replace("./", "") ?? "")),
        [],
        file,
      )
    }
  })
})

describe("a fault is noticed:", () => {
  assert.ok(faults.length >= 20)
  const trials = new Map<string, number | null>()
  before(async () => {
    for (const { status, stdout, stderr } of await Promise.all(
      [0, 1].map((first) => script("run-faults.ts", first, 2)),
    )) {
      assert.equal(status, 0, stderr)
      for (const line of stdout.trimEnd().split("\n")) {
        const { what, noticedBy }: Trial = JSON.parse(line)
        trials.set(what, noticedBy)
      }
    }
  })
  for (const { what } of faults) it(what, () => assert.equal(typeof trials.get(what), "number"))
})
