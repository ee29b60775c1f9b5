import type { TestContext } from "node:test"

/**
 * Why a test cannot run without a component that is not on this machine, for `describe(name, { skip }, ...)`; false if it
 * can. In CI (`CI=true`) an absent component is an error instead: there nothing may go untested unnoticed.
 */
export function skipWithout(component: string, present: unknown): string | false {
  if (present) return false
  const reason = `needs ${component}, which is not on this machine`
  if (process.env.CI === "true") throw new Error(reason)
  return reason
}

/** {@link skipWithout} for a running test: false means that it has been skipped and should return. */
export function requireComponent(t: TestContext, component: string, present: unknown): boolean {
  const reason = skipWithout(component, present)
  if (reason === false) return true
  t.skip(reason)
  return false
}
