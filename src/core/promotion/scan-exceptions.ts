import type { ScanException } from "../definition/schema/scan-rule-schema.ts"
import type { Vulnerability } from "../evidence/image-scan.ts"

const DAY = 24 * 3_600_000
/** Days before its end from which an exception is mentioned. */
const NEAR = 14

/** The exceptions for a finding: those that hold now, and those that have ended. */
export function exceptionsFor(
  found: Vulnerability,
  exceptions: readonly ScanException[],
  now: number,
): { readonly holding: ScanException | undefined; readonly ended: ScanException | undefined } {
  const fitting = exceptions.filter((one) => one.id === found.id && (one.package ?? found.package) === found.package)
  return {
    holding: fitting.find((one) => now < endOf(one)),
    ended: fitting.find((one) => now >= endOf(one)),
  }
}

/** `CVE-2026-1 until 2026-12-31`; with how many days are left where these are few. */
export function exceptionText(exception: ScanException, now: number): string {
  const days = Math.ceil((endOf(exception) - now) / DAY)
  const left = days > NEAR ? "" : days === 1 ? ", which is the last day" : `, in ${days} days`
  return `${exception.id} until ${exception.expires}${left}`
}

/** An exception holds through the whole of its last day, in UTC. */
function endOf({ expires }: ScanException): number {
  return Date.parse(`${expires}T00:00:00Z`) + DAY
}
