import { quote } from "../quote.ts"
import type { CrossRule } from "./finding.ts"
import { holdersOf, unheld } from "./unheld-role.ts"

/**
 * Scans that nobody makes, soaking where nothing stays, and approvals, overrides and reviews that nobody could give. These
 * are warnings: people may also get their roles from the groups of an identity provider, which the file does not know.
 */
export const checkGates: CrossRule = function* ({ definition: { gates, people, scanner, environments }, complete }) {
  for (const [name, { approval, command, expires, override, review, scan, soak }] of Object.entries(gates)) {
    if (scan && !scanner && complete("scanner")) {
      const message = "no image is ever scanned: there is no 'scanner'"
      const path = ["gates", name, "scan"]
      yield { code: "scanner-missing", message, path, on: "key", suggestion: "add 'scanner'", wants: ["scanner"] }
    }
    if (soak && Object.hasOwn(environments, soak.in) && environments[soak.in]?.ephemeral) {
      const message = `${quote(soak.in)} is ephemeral: there is one per branch, and this does not say which`
      const path = ["gates", name, "soak", "in"]
      yield { code: "environment-ephemeral", message, path, on: "value", suggestion: "name a permanent environment" }
    }
    if (expires !== undefined && !approval && !command && !override) {
      const message = "only approvals, overrides and the yes of a command expire, and this gate has none"
      const suggestion = "add 'approval', 'command' or 'override', or remove the key"
      yield {
        code: "expiry-unused",
        severity: "warning",
        message,
        path: ["gates", name, "expires"],
        on: "key",
        suggestion,
      }
    }
    if (!complete("people")) continue
    if (override && holdersOf(override.role, people) === 0) {
      yield unheld(override.role, people, ["gates", name, "override", "role"])
    }
    if (review?.role !== undefined && holdersOf(review.role, people) === 0) {
      yield unheld(review.role, people, ["gates", name, "review", "role"])
    }
    if (!approval) continue
    const able = holdersOf(approval.role, people)
    if (able === 0) {
      yield unheld(approval.role, people, ["gates", name, "approval", "role"])
    } else if (able < approval.count) {
      const message = `${approval.count} approvals are needed, but only ${able} of the people may give one`
      const path = ["gates", name, "approval", "count"]
      yield { code: "approval-unreachable", severity: "warning", message, path, on: "value" }
    }
  }
}
