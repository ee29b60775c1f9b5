import { parseArgs } from "node:util"

export interface UiOptions {
  readonly environments: number
  readonly services: number
  readonly releases: number
  readonly jobs: number
  readonly lines: number
  readonly rounds: number
}

const DEFAULTS: UiOptions = {
  environments: 1500,
  services: 200,
  releases: 50_000,
  jobs: 1000,
  lines: 1_000_000,
  rounds: 5,
}

const names = ["environments", "services", "releases", "jobs", "lines", "rounds"] as const

export const usage = `npm run bench -- ui [options]
${names.map((name) => `  --${`${name} n`.padEnd(16)} default: ${DEFAULTS[name]}`).join("\n")}`

/** @throws with one line that says what is wrong */
export function parseOptions(argv: readonly string[]): UiOptions {
  const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]))
  const { values } = parseArgs({ args: [...argv], options })
  const numberOf = (name: (typeof names)[number]) => {
    const text = values[name]
    if (text === undefined) return DEFAULTS[name]
    if (typeof text !== "string" || !/^[1-9]\d*$/.test(text)) {
      throw new Error(`--${name}: '${text}' is not a whole number above zero`)
    }
    return Number(text)
  }
  return {
    environments: numberOf("environments"),
    services: numberOf("services"),
    releases: numberOf("releases"),
    jobs: numberOf("jobs"),
    lines: numberOf("lines"),
    rounds: numberOf("rounds"),
  }
}
