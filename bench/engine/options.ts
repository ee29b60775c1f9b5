import { parseArgs } from "node:util"
import { type Scenario, scenarios, type Tool } from "./tool.ts"
import { allTools } from "./tools/all-tools.ts"

export interface BenchOptions {
  readonly tools: readonly Tool[]
  readonly sizes: readonly number[]
  readonly scenarios: readonly Scenario[]
  readonly rounds: number
  /** Whether RESULTS.md gets the figures. */
  readonly save: boolean
}

export const usage = `npm run bench -- engine [options]
  --tools a,b        default: all of ${allTools.map(({ name }) => name).join(", ")}
  --sizes 10,100     numbers of packages; default: 10,100,1000
  --scenarios a,b    default: ${scenarios.join(",")}
  --rounds n         measured runs of each; default: 7
  --save             put the figures into bench/RESULTS.md as well`

/** @throws with one line that says what is wrong */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      tools: { type: "string", default: allTools.map(({ name }) => name).join(",") },
      sizes: { type: "string", default: "10,100,1000" },
      scenarios: { type: "string", default: scenarios.join(",") },
      rounds: { type: "string", default: "7" },
      save: { type: "boolean", default: false },
    },
  })
  return {
    tools: values.tools.split(",").map((name) =>
      chosen(
        name,
        allTools.map((tool) => [tool.name, tool]),
      ),
    ),
    sizes: values.sizes.split(",").map(positive),
    scenarios: values.scenarios.split(",").map((name) =>
      chosen(
        name,
        scenarios.map((scenario) => [scenario, scenario]),
      ),
    ),
    rounds: positive(values.rounds),
    save: values.save,
  }
}

function chosen<T>(name: string, choices: readonly (readonly [string, T])[]): T {
  const found = choices.find(([choice]) => choice === name)
  if (!found) throw new Error(`'${name}' is not one of ${choices.map(([choice]) => choice).join(", ")}`)
  return found[1]
}

function positive(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`'${text}' is not a whole number above zero`)
  return Number(text)
}
