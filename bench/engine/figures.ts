import type { Scenario, Tool } from "./tool.ts"

/** What was measured of one tool in one scenario at one size. */
export interface Figure {
  readonly tool: Tool
  readonly size: number
  readonly scenario: Scenario
  /** Milliseconds of every measured run; empty if one did not do its work. */
  readonly times: readonly number[]
  /** Most resident memory of all its processes together, in bytes. */
  readonly memory: number
  /** Why it does not count; null if it does. */
  readonly fault: string | null
}

/** @throws if there are none */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]]
  if (low === undefined || high === undefined) throw new Error("there is no median of nothing")
  return (low + high) / 2
}

/** The figure that counts; undefined if it was not measured, or does not count. */
export function figureOf(
  figures: readonly Figure[],
  tool: string,
  scenario: Scenario,
  size: number,
): Figure | undefined {
  return figures.find(
    (figure) =>
      figure.tool.name === tool && figure.scenario === scenario && figure.size === size && figure.times.length > 0,
  )
}
