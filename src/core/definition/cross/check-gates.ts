import { didYouMean } from "../nearest.ts"
import { quote } from "../quote.ts"
import type { CrossRule } from "./finding.ts"

/**
 * Scans that nobody makes, and approvals that nobody could give. These are warnings: people may also get their roles from
 * the groups of an identity provider, which the file does not know.
 */
export const checkGates: CrossRule = function* ({ definition: { gates, people, scanner }, complete }) {
  for (const [name, { approval, expires, scan }] of Object.entries(gates)) {
    if (scan && !scanner && complete("scanner")) {
      const message = "no image is ever scanned: there is no 'scanner'"
      const path = ["gates", name, "scan"]
      yield { code: "scanner-missing", message, path, on: "key", suggestion: "add 'scanner'", wants: ["scanner"] }
    }
    if (expires !== undefined && !approval) {
      const message = "only approvals expire, and this gate asks for none"
      const suggestion = "add 'approval', or remove the key"
      yield {
        code: "expiry-unused",
        severity: "warning",
        message,
        path: ["gates", name, "expires"],
        on: "key",
        suggestion,
      }
    }
    if (!approval || !complete("people")) continue
    const able = Object.values(people).filter(({ roles }) => roles.includes(approval.role)).length
    if (able === 0) {
      const message = `nobody has the role ${quote(approval.role)}`
      const roles = Object.values(people).flatMap((person) => person.roles)
      const suggestion = didYouMean(approval.role, roles) ?? "give it to somebody under 'people'"
      const path = ["gates", name, "approval", "role"]
      yield { code: "role-unheld", severity: "warning", message, path, on: "value", suggestion }
    } else if (able < approval.count) {
      const message = `${approval.count} approvals are needed, but only ${able} of the people may give one`
      const path = ["gates", name, "approval", "count"]
      yield { code: "approval-unreachable", severity: "warning", message, path, on: "value" }
    }
  }
}
