import { didYouMean } from "../definition/nearest.ts"
import { alternatives, quote } from "../definition/quote.ts"
import { gateSchema } from "../definition/schema/gate-schema.ts"
import { refPatternSchema } from "../definition/schema/primitives.ts"
import { parseDuration } from "../shared/duration.ts"
import { parseApproval } from "./parse-approval.ts"
import type { ParsedTerm, Severity } from "./requirement.ts"

/** Keys of gates that are no condition of their own. */
const MODIFIERS = ["expires", "override"]

/** What a gate can ask for, by its key: whatever is added there can be required here. */
const conditions: readonly string[] = Object.keys(gateSchema.shape).filter((key) => !MODIFIERS.includes(key))

export const severities: readonly Severity[] = ["none", "low", "medium", "high", "critical"]

const NAME = /^[a-z][a-z0-9-]*$/

/** What stands behind `<word>:`, for every word that takes something. */
const readers: Readonly<Record<string, (argument: string) => ParsedTerm>> = {
  job: (argument) => {
    const [first = "", second, ...more] = argument.split(":")
    if (more.length > 0 || !NAME.test(first) || (second !== undefined && !NAME.test(second))) {
      return fault("a job is named job:unit, or job:gateway:unit for that of one service")
    }
    return second === undefined
      ? { kind: "job", owner: null, name: first }
      : { kind: "job", owner: first, name: second }
  },
  verified: (argument) => named(argument, (environment) => ({ kind: "verified", environment })),
  test: (argument) => named(argument, (test) => ({ kind: "test", test, environment: null })),
  gate: (argument) => named(argument, (name) => ({ kind: "gate", name })),
  override: (argument) => named(argument, (role) => ({ kind: "override", role })),
  approval: parseApproval,
  scan: (argument) => {
    const worst = severities.find((severity) => severity === argument)
    if (worst !== undefined) return { kind: "scan", worst }
    return fault(`a scan passes at worst ${alternatives(severities)}`, didYouMean(argument, severities))
  },
  coverage: (argument) => {
    const lines = Number(argument)
    const isPercent = /^\d+(\.\d+)?$/.test(argument) && lines <= 100
    return isPercent ? { kind: "coverage", lines } : fault("coverage is a percentage of lines: coverage:80")
  },
  analysis: (argument) => {
    const isCount = /^\d{1,6}$/.test(argument)
    return isCount
      ? { kind: "analysis", errors: Number(argument) }
      : fault("analysis allows a number of errors: analysis:0")
  },
  soak: (argument) => {
    const [environment = "", duration = "", ...more] = argument.split(":")
    const time = parseDuration(duration)
    if (more.length > 0 || !NAME.test(environment) || time === undefined) {
      return fault("a soak names environment and time: soak:staging:24h")
    }
    return { kind: "soak", environment, for: time }
  },
  branch: (argument) => {
    const pattern = refPatternSchema.safeParse(argument)
    return pattern.success ? { kind: "branch", pattern: pattern.data } : fault("a branch is a pattern: branch:hotfix/*")
  },
  builder: (argument) => {
    const builders = argument.split(",").map((builder) => builder.trim())
    return builders.every((one) => /^[\w.:/-]+$/.test(one))
      ? { kind: "builder", builders }
      : fault("builders are listed as under 'trust': builder:server")
  },
}

/** Reads one term: `job:unit`, `verified:staging`, `e2e@staging`, `scan`, or the name of a job alone. */
export function parseTerm(text: string): ParsedTerm {
  if (text === "") return fault("something is missing here: a requirement stands on both sides of '|' and '&'")
  const [word = "", environment, ...more] = text.split("@")
  if (environment !== undefined && !word.includes(":")) {
    const isTest = more.length === 0 && NAME.test(word) && NAME.test(environment)
    return isTest ? { kind: "test", test: word, environment } : fault("a test in an environment is written e2e@staging")
  }
  const colon = text.indexOf(":")
  if (colon < 0) return parseWord(text)
  const key = text.slice(0, colon).trim()
  const reader = Object.hasOwn(readers, key) ? readers[key] : undefined
  return reader
    ? reader(text.slice(colon + 1).trim())
    : fault(`${quote(key)} is nothing that can be required`, suggest(key))
}

function parseWord(word: string): ParsedTerm {
  if (word === "protected") return { kind: "protected" }
  if (conditions.includes(word)) return { kind: "condition", key: word }
  if (NAME.test(word) && !Object.hasOwn(readers, word)) return { kind: "job", owner: null, name: word }
  return fault(`${quote(word)} is nothing that can be required`, suggest(word))
}

/** Words that stand alone, besides the names of jobs. */
export const bareWords: readonly string[] = ["protected", ...conditions]

function suggest(word: string): string {
  const words = [...Object.keys(readers).map((key) => `${key}:...`), ...bareWords]
  const near = didYouMean(word, [...Object.keys(readers), ...bareWords])
  return near ?? `known: ${words.join(", ")}`
}

function named(argument: string, term: (name: string) => ParsedTerm): ParsedTerm {
  return NAME.test(argument) ? term(argument) : fault("behind the ':' stands a name")
}

function fault(message: string, suggestion?: string): ParsedTerm {
  return { kind: "fault", fault: { message, suggestion } }
}
