import type { ScanException, ScanRule } from "../definition/schema/scan-rule-schema.ts"
import { foundText, type Severity, severities, type Vulnerability } from "../evidence/image-scan.ts"
import { isTrusted } from "./checks-gate.ts"
import { citing } from "./citing.ts"
import type { EffectiveRules } from "./effective-rules.ts"
import { type GateAnswer, met, notMet, unknown, waiting } from "./gate-answer.ts"
import type { PromotionFacts, ScanFact } from "./promotion-facts.ts"
import { exceptionsFor, exceptionText } from "./scan-exceptions.ts"

/** How many findings a sentence names. */
const NAMED = 3

interface Judged {
  readonly blocking: readonly Blocking[]
  readonly excepted: readonly ScanException[]
}

interface Blocking {
  readonly service: string
  readonly found: Vulnerability
  /** The exception that it had. */
  readonly ended: ScanException | undefined
}

/**
 * The newest scan of every image by a trusted signer found nothing worse than allowed, but for exceptions that hold. A
 * later scan that finds more takes that back. What nobody has rated counts as high.
 */
export function scanGate(gate: string, rule: ScanRule, rules: EffectiveRules, facts: PromotionFacts): GateAnswer {
  return citing(scanAnswer(gate, rule, rules, facts), facts.scans)
}

function scanAnswer(gate: string, rule: ScanRule, rules: EffectiveRules, facts: PromotionFacts): GateAnswer {
  const services = Object.keys(facts.manifest.services)
  const scans = services.map((service) => facts.scans.find((scan) => scan.service === service))
  const unreadable = facts.scans.find(({ proof }) => proof.kind === "unreadable")
  if (unreadable?.proof.kind === "unreadable") {
    return unknown(gate, `the scan of image ${unreadable.service}: ${unreadable.proof.why}`)
  }
  const trusted = scans.filter((scan) => scan !== undefined && isTrusted(scan.proof, rules))
  const judged = judge(trusted as readonly ScanFact[], rule, facts.now)
  if (judged.blocking.length > 0) return notMet(gate, blockedText(judged.blocking, rule))
  const missing = services.filter((_, index) => !trusted.includes(scans[index]))
  if (missing.length === services.length && services.length > 1) {
    return waiting(gate, `it needs a scan of every image: nothing worse than ${rule.worst} may be found`)
  }
  if (missing.length > 0)
    return waiting(gate, `image ${missing.join(", ")} has no scan by a trusted signer yet: slipway scan <release>`)
  return met(gate, metText(trusted as readonly ScanFact[], judged.excepted, facts.now))
}

function judge(scans: readonly ScanFact[], rule: ScanRule, now: number): Judged {
  const blocking: Blocking[] = []
  const excepted = new Set<ScanException>()
  for (const { service, scan } of scans) {
    for (const found of scan?.found ?? []) {
      if (rankOf(found.severity) <= rankOf(rule.worst)) continue
      const { holding, ended } = exceptionsFor(found, rule.exceptions, now)
      if (holding) excepted.add(holding)
      else blocking.push({ service, found, ended })
    }
  }
  blocking.sort((a, b) => rankOf(b.found.severity) - rankOf(a.found.severity))
  return { blocking, excepted: [...excepted] }
}

/** `none` is below everything that can be found. What nobody has rated may be as bad as `high`. */
function rankOf(severity: Severity | "none"): number {
  if (severity === "none") return 0
  return severities.indexOf(severity === "unknown" ? "high" : severity)
}

function blockedText(blocking: readonly Blocking[], { worst }: ScanRule): string {
  const named = blocking.slice(0, NAMED).map(({ service, found, ended }) => {
    const { id, severity, package: name, version, fixedIn } = found
    const rating = severity === "unknown" ? "not rated, counts as high" : severity
    const where = name === null ? service : `${name}${version === null ? "" : ` ${version}`} in ${service}`
    const fix = fixedIn === null ? "" : `, fixed in ${fixedIn}`
    const had = ended ? `; its exception ended with ${ended.expires}` : ""
    return `${id} (${rating}; ${where}${fix}${had})`
  })
  const more = blocking.length > NAMED ? ` and ${blocking.length - NAMED} more` : ""
  const what = worst === "none" ? "no finding may pass" : `nothing worse than ${worst} may pass`
  return `${what}, and there is ${named.join(", ")}${more}`
}

function metText(scans: readonly ScanFact[], excepted: readonly ScanException[], now: number): string {
  const found = foundText(scans.flatMap(({ scan }) => scan?.found ?? []))
  const images = scans.length === 1 ? "the image" : `${scans.length} images`
  if (excepted.length === 0) return `the scan of ${images} found ${found}`
  const texts = excepted.map((exception) => exceptionText(exception, now))
  return `the scan of ${images} found ${found}; excepted: ${texts.join(", ")}`
}
