import { parseArgs } from "node:util"
import type { Builder } from "./builder.ts"
import { allBuilders } from "./builders/all-builders.ts"

export interface BenchOptions {
  readonly builders: readonly Builder[]
  readonly rounds: number
  readonly parts: readonly Part[]
  /** Whether RESULTS.md gets the figures. */
  readonly save: boolean
}

export const parts = ["builds", "memory", "naming"] as const
export type Part = (typeof parts)[number]

export const usage = `npm run bench -- images [options]
  --builders a,b     default: all of ${allBuilders.map(({ name }) => name).join(", ")}
  --parts a,b        default: ${parts.join(",")}
  --rounds n         measured builds of each kind; default: 7
  --save             put the figures into bench/RESULTS.md as well`

/** @throws with one line that says what is wrong */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      builders: { type: "string", default: allBuilders.map(({ name }) => name).join(",") },
      parts: { type: "string", default: parts.join(",") },
      rounds: { type: "string", default: "7" },
      save: { type: "boolean", default: false },
    },
  })
  if (!/^[1-9]\d*$/.test(values.rounds)) throw new Error(`'${values.rounds}' is not a whole number above zero`)
  return {
    builders: values.builders.split(",").map((name) => {
      const found = allBuilders.find((builder) => builder.name === name)
      if (!found) throw new Error(`'${name}' is not one of ${allBuilders.map((one) => one.name).join(", ")}`)
      return found
    }),
    parts: values.parts.split(",").map((name) => {
      const found = parts.find((part) => part === name)
      if (!found) throw new Error(`'${name}' is not one of ${parts.join(", ")}`)
      return found
    }),
    rounds: Number(values.rounds),
    save: values.save,
  }
}
