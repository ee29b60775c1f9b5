import { quote } from "../../definition/quote.ts"
import type { Definition } from "../../definition/schema/definition-schema.ts"
import type { WindowRule } from "../../definition/schema/time-schema.ts"
import { MINUTES_OF_DAY } from "../../shared/weekly-hours.ts"
import type { Step, Steps } from "../steps.ts"
import type { Weakness, WeaknessRule } from "../weakness.ts"

/** Gates of time that can never be open on a way in. */
export const weakTimes: WeaknessRule = function* (definition, steps) {
  for (const step of [...steps.values()].flat()) {
    yield* soakElsewhere(steps, step)
    yield* windowsApart(definition, step)
  }
}

/** It must have run somewhere that this way never passes. */
function* soakElsewhere(steps: Steps, step: Step): Generator<Weakness> {
  for (const evidence of step.evidence) {
    if (evidence.kind !== "gate" || evidence.condition.key !== "soak") continue
    const { environment } = evidence.condition
    if (passes(steps, step, environment)) continue
    const message = `${quote(evidence.gate)} can never open on this way in: it does not pass ${quote(environment)}`
    const path = ["environments", step.environment, "from", step.wayIn]
    const suggestion = "give this way in 'gates' of its own"
    yield { code: "soak-elsewhere", severity: "warning", message, path, on: "value", suggestion }
  }
}

function passes(steps: Steps, last: Step, environment: string): boolean {
  const queue = [last]
  const visited = new Set<string>()
  for (const { source } of queue) {
    if ("branch" in source || visited.has(source.environment)) continue
    visited.add(source.environment)
    queue.push(...(steps.get(source.environment) ?? []))
  }
  return visited.has(environment)
}

/** Two windows that are never open together. Single dates are left alone: with one, they may be. */
function* windowsApart({ gates }: Definition, { environment, wayIn, evidence }: Step): Generator<Weakness> {
  const names = new Set(evidence.flatMap((one) => (one.kind === "gate" ? [one.gate] : [])))
  const windows = [...names].flatMap((name) => {
    const window = gates[name]?.window
    return window && window.also.length === 0 ? [{ name, window, minutes: new Set(minutesOf(window)) }] : []
  })
  for (const [index, one] of windows.entries()) {
    const apart = windows
      .slice(index + 1)
      .find(
        (other) =>
          other.window.timezone === one.window.timezone && ![...other.minutes].some((at) => one.minutes.has(at)),
      )
    if (!apart) continue
    const message = `${quote(one.name)} and ${quote(apart.name)} are never open at the same time`
    const path = ["environments", environment, "from", wayIn]
    const suggestion = "let their hours meet, or leave one of them out"
    yield { code: "windows-apart", severity: "warning", message, path, on: "value", suggestion }
  }
}

/** The minutes of the week, from Monday on, at which it is open. */
function* minutesOf({ allow }: WindowRule): Generator<number> {
  for (const { days, hours } of allow) {
    for (const day of days) {
      for (const { from, to } of hours) {
        for (let at = from; at < to; at++) yield ((day - 1) * MINUTES_OF_DAY + at) % (7 * MINUTES_OF_DAY)
      }
    }
  }
}
