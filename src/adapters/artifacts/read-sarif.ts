import {
  type AnalysisFindings,
  type Finding,
  type FindingLevel,
  findingLevels,
  MOST_IDENTITIES,
} from "../../core/evidence/analysis-findings.ts"
import { LISTED } from "../../core/evidence/test-results.ts"
import { findingIdentity } from "./finding-identity.ts"
import { oneLine } from "./one-line.ts"
import { parseJson } from "./parse-json.ts"
import { type Locate, lineNumber } from "./report-location.ts"
import type { ReportReading } from "./report-reading.ts"
import { levelOf, type SarifResult, sarifSchema } from "./sarif-schema.ts"

/** What an analysis found (SARIF 2.1.0): results that are neither suppressed nor gone nor of level `none`. */
export function readSarif(text: string, locate: Locate): ReportReading<AnalysisFindings> {
  const json = parseJson(text)
  if (json === undefined) return { problem: "is not JSON, or cut off" }
  const log = sarifSchema.safeParse(json)
  if (!log.success) {
    const [issue] = log.error.issues
    return { problem: `is not SARIF 2.1.0: ${oneLine(issue?.path.join(".") || "the file", 100)} is wrong` }
  }
  const counts = { error: 0, warning: 0, note: 0 }
  const first: Record<FindingLevel, Finding[]> = { error: [], warning: [], note: [] }
  const identities: Record<string, number> = {}
  for (const run of log.data.runs) {
    if (run.invocations.some((invocation) => invocation.executionSuccessful === false)) {
      return { problem: "says that the analysis did not come to its end" }
    }
    for (const result of run.results) {
      const level = levelOf(result, run)
      if (level === "none") continue
      counts[level]++
      const finding = findingOf(result, level, { tool: run.tool.driver.name, locate })
      if (finding.identity !== undefined) identities[finding.identity] = (identities[finding.identity] ?? 0) + 1
      if (first[level].length < LISTED) first[level].push(finding)
    }
  }
  return {
    errors: counts.error,
    warnings: counts.warning,
    notes: counts.note,
    first: findingLevels.flatMap((level) => first[level]).slice(0, LISTED),
    ...(Object.keys(identities).length <= MOST_IDENTITIES && { identities }),
  }
}

function findingOf(
  result: SarifResult,
  level: FindingLevel,
  { tool, locate }: { readonly tool: string; readonly locate: Locate },
): Finding {
  const [place] = result.locations
  const said = result.ruleId ?? result.rule?.id
  const rule = said === undefined ? null : oneLine(said, 200)
  const file = locate(decoded(place?.physicalLocation?.artifactLocation?.uri))
  return {
    ...{ level, rule, file },
    line: lineNumber(place?.physicalLocation?.region?.startLine),
    message: oneLine(result.message.text ?? result.message.markdown ?? result.message.id ?? "", 500),
    ...(level !== "note" && { identity: findingIdentity({ tool, rule, file }, result) }),
  }
}

/** Files are named by URI references (3.4.3); those with a scheme are decoded with it. */
function decoded(uri: string | undefined): string | undefined {
  if (uri === undefined || uri.startsWith("file:")) return uri
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}
