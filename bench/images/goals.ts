import { median } from "../engine/figures.ts"
import type { Scenario } from "./scenario.ts"
import type { BuildFigure } from "./take-turns.ts"

/** A ratio of medians that Slipway is to keep; both were measured in the same run. */
export interface BuildGoal {
  readonly title: string
  readonly most: number
  /** Null: not all that it needs was measured. */
  readonly ratio: number | null
}

export function goalsOf(figures: readonly BuildFigure[]): readonly BuildGoal[] {
  const time = (builder: string, scenario: Scenario) => {
    const figure = figures.find((one) => one.builder === builder && one.scenario === scenario)
    return figure && figure.times.length > 0 ? median(figure.times) : null
  }
  const ratio = (builder: string, scenario: Scenario) => {
    const [own, other] = [time("slipway", scenario), time(builder, scenario)]
    return own === null || other === null ? null : own / other
  }
  return [
    { title: "one line edited, to BuildKit", most: 0.8, ratio: ratio("buildkit", "edit") },
    { title: "unchanged, to BuildKit", most: 0.6, ratio: ratio("buildkit", "unchanged") },
    { title: "one line edited, to the classic builder", most: 1 / 8, ratio: ratio("classic", "edit") },
    { title: "unchanged, to the classic builder", most: 1 / 8, ratio: ratio("classic", "unchanged") },
    { title: "cold, to BuildKit", most: 1, ratio: ratio("buildkit", "cold") },
  ]
}
