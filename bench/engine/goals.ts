import { type Figure, figureOf, median } from "./figures.ts"
import type { Scenario } from "./tool.ts"

/** A ratio that Slipway is to keep; what it was compared with was measured in the same run. */
export interface Goal {
  readonly title: string
  readonly most: number
  /** Null: not all that it needs was measured. */
  readonly ratio: number | null
}

const LARGE = 1000
const MEDIUM = 100
const BYTES = 1e6

export function goalsOf(figures: readonly Figure[]): readonly Goal[] {
  const time = (tool: string, scenario: Scenario, size = LARGE) => {
    const figure = figureOf(figures, tool, scenario, size)
    return figure ? median(figure.times) : null
  }
  const peak = (tool: string, scenario: Scenario) => figureOf(figures, tool, scenario, LARGE)?.memory ?? null
  const perJob = (scenario: Scenario, size: number) => over(time("slipway", scenario, size), size)
  return [
    {
      title: "fully cached, to turbo's binary",
      most: 0.5,
      ratio: over(time("slipway", "cached"), time("turbo-binary", "cached")),
    },
    {
      title: "fully cached, to the floor of empty Node and git",
      most: 1.5,
      ratio: over(time("slipway", "cached"), time("empty-floor", "cached")),
    },
    {
      title: "one leaf changed, to turbo's binary",
      most: 0.6,
      ratio: over(time("slipway", "leaf"), time("turbo-binary", "leaf")),
    },
    { title: "cold, to the Node floor", most: 1.15, ratio: over(time("slipway", "cold"), time("node-floor", "cold")) },
    ...(["cold", "cached"] as const).map((scenario) => ({
      title: `growth, ${scenario}: time per job at ${LARGE} to that at ${MEDIUM}`,
      most: 1.2,
      ratio: over(perJob(scenario, LARGE), perJob(scenario, MEDIUM)),
    })),
    ...(["cold", "cached", "leaf"] as const).map((scenario) => ({
      title: `memory, ${scenario}, to turbo's binary`,
      most: 1,
      ratio: over(peak("slipway", scenario), peak("turbo-binary", scenario)),
    })),
    { title: "memory, cached, to 110 MB", most: 1, ratio: over(peak("slipway", "cached"), 110 * BYTES) },
  ]
}

function over(numerator: number | null, denominator: number | null): number | null {
  return numerator === null || denominator === null ? null : numerator / denominator
}
