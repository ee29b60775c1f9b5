import type { BenchPackage } from "./packages.ts"

/**
 * What is measured: a run that knows nothing, one right after it, and one after the sources of one package that no
 * other needs were edited.
 */
export const scenarios = ["cold", "cached", "leaf"] as const
export type Scenario = (typeof scenarios)[number]

export interface Command {
  readonly argv: readonly [string, ...string[]]
  /** Added to the environment that all tools get. */
  readonly env?: Readonly<Record<string, string>>
}

/** One way to run the tasks. */
export interface Tool {
  readonly name: string
  /** How it is called, for the table. */
  readonly call: string
  /** The npm package whose version it has, or what it says itself. */
  readonly version: { readonly npm: string } | Command
  readonly scenarios: readonly Scenario[]
  /** More packages than this take it too long. */
  readonly most?: number
  /** False: it runs every task each time. */
  readonly remembers: boolean
  /** Text files that it needs besides the sources, by path; they are committed. */
  readonly files: (packages: readonly BenchPackage[]) => Iterable<readonly [path: string, text: string]>
  /** Run one after the other; their times are added up. */
  readonly commands: (scenario: Scenario) => readonly Command[]
  /** What it remembers by, in the root and in the packages' folders: removed before a cold run. */
  readonly state: readonly string[]
  /** Run without being measured, before a cold run. */
  readonly beforeCold?: readonly Command[]
  /** Run in the end, so that no process of it stays. */
  readonly stop?: Command
  /** How many tasks have run, as its output tells; null: it does not. */
  readonly ran: (output: string, count: number) => number | null
  /** Which of the expected outputs are there; left out: those that are in the packages' folders. */
  readonly outputs?: (folder: string, expected: ReadonlyMap<string, string>) => Promise<number>
}

/** The number, perhaps with commas, that a group of a pattern finds in the output; null if it is not there. */
export function numberIn(output: string, pattern: RegExp): number | null {
  const found = pattern.exec(output)?.[1]
  return found === undefined ? null : Number(found.replaceAll(",", ""))
}

/** How many lines match. */
export function linesLike(output: string, pattern: RegExp): number {
  return output.split("\n").filter((line) => pattern.test(line)).length
}
