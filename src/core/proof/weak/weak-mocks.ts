import { lastEnvironments } from "../last-environments.ts"
import { shortestWays } from "../shortest-ways.ts"
import type { Step } from "../steps.ts"
import { wayText } from "../way.ts"
import type { WeaknessRule } from "../weakness.ts"

/** Ways to the end on which every test may have run beside mocks: what is deployed there was never tested as it is. */
export const weakMocks: WeaknessRule = function* (definition, steps) {
  const find = shortestWays(steps, { mayTake: (step) => !isTestedWhole(step), mayBegin: () => true })
  for (const step of lastEnvironments(definition).flatMap((name) => steps.get(name) ?? [])) {
    const way = find([step])
    const mocked = way?.steps.findLast(isMocked)
    if (!way || !mocked) continue
    const message = `${wayText(way)}: every test on it may have run beside mocks`
    const path = ["environments", mocked.environment, "from", mocked.wayIn, "mocked"]
    const suggestion = "leave 'mocked' out, or test it without mocks in an environment after that"
    yield { code: "tested-beside-mocks", severity: "warning", message, path, on: "value", suggestion }
  }
}

function isTestedWhole({ evidence }: Step): boolean {
  return evidence.some((one) => one.kind === "verified" && one.tests.length > 0 && !one.mocked)
}

function isMocked({ evidence }: Step): boolean {
  return evidence.some((one) => one.kind === "verified" && one.mocked)
}
