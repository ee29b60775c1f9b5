import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { startProgram } from "../support/running-program.ts"
import { faults } from "./faults.ts"
import { FaultySources } from "./faulty-sources.ts"

const HISTORIES = 10_000
/** Enough for each of the faults; most are noticed in the first few. */
const HISTORIES_WITH_FAULT = 2_000

/** Histories on which the sources in a folder are held against the model: 0 if they agree, 1 if not. */
async function hold(folder: string, first: number, count: number) {
  const script = join(folder, "test/oracle/run-histories.ts")
  const program = [
    process.execPath,
    "--disable-warning=ExperimentalWarning",
    script,
    String(first),
    String(count),
  ] as const
  return startProgram(program, { cwd: folder, env: {} }).ended
}

describe("promotions", () => {
  it("are decided as the model says, after every happening of 10,000 histories", async () => {
    const root = join(import.meta.dirname, "..", "..")
    const halves = [0, HISTORIES / 2].map((first) => hold(root, first, HISTORIES / 2))
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

describe("a fault is noticed:", { concurrency: 2 }, () => {
  assert.ok(faults.length >= 20)
  for (const fault of faults) {
    it(fault.what, async (t) => {
      const sources = new FaultySources(t)
      sources.put(fault)
      const { status, stdout, stderr } = await hold(sources.folder, 0, HISTORIES_WITH_FAULT)
      assert.equal(status, 1, `it ended with ${status}: ${stderr}`)
      assert.match(stdout, /^asked: /m, stderr)
    })
  }
})
