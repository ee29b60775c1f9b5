import { join } from "node:path"
import { faults } from "./faults.ts"
import { FaultySources } from "./faulty-sources.ts"

/** Enough for each of the faults; most are noticed in the first few. */
const HISTORIES = 2000

/** What became of a fault: the first history by which it was noticed. */
export interface Trial {
  readonly what: string
  readonly noticedBy: number | null
}

/**
 * `run-faults.ts <first> <every>`: tries each so many-th fault, one after the other, and writes a line of JSON for each. All
 * in one process: the packages that the sources use need not be loaded anew for each copy of them.
 */
const [first = 0, every = 1] = process.argv.slice(2).map(Number)

const sources = new FaultySources()
try {
  for (let index = first; index < faults.length; index += every) {
    const fault = faults[index]
    if (!fault) break
    const module = await import(join(sources.copyWith(fault), "test/oracle/find-difference.ts"))
    const { findDifference }: Pick<typeof import("./find-difference.ts"), "findDifference"> = module
    let seed = 0
    while (seed < HISTORIES && !findDifference(seed)) seed++
    const trial: Trial = { what: fault.what, noticedBy: seed < HISTORIES ? seed : null }
    process.stdout.write(`${JSON.stringify(trial)}\n`)
  }
} finally {
  sources.remove()
}
