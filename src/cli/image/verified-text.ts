import type { ImageStatement, VerifiedImage } from "../../app/images/verify-image.ts"
import { foundText } from "../../core/evidence/image-scan.ts"
import {
  type Approval,
  type CommandResult,
  type JobResults,
  type Override,
  PREDICATE,
  type Provenance,
  type Rejection,
  type Review,
  type Statement,
  type Verification,
} from "../../core/evidence/statement.ts"
import { scanOf, type Vulnerabilities } from "../../core/evidence/vulnerabilities.ts"
import { shortDigest } from "../../core/shared/digest.ts"
import { harmless, type Paint, painter } from "../paint.ts"
import { tableLines } from "../table.ts"

const MARK = { acceptable: "✓", unacceptable: "✗", "not-said": "·" } as const
const STYLE = { acceptable: "green", unacceptable: "red", "not-said": "dim" } as const
const VERDICT = { succeeded: "verified", failed: "not verified", errored: "errored" } as const

/** Every statement with what was looked at, then what follows for the image. */
export function verifiedText(verified: VerifiedImage, colour: boolean): string {
  const paint = painter(colour)
  const { image, statements, status, why, isWhole, damaged } = verified
  const notes = [
    ...(isWhole ? [] : ["a registry does not list releases and jobs: what is said about those is not shown"]),
    ...(damaged === 0 ? [] : [`${damaged} statements about jobs are damaged; whether they concern it nobody can tell`]),
  ]
  return [
    `image ${image}`,
    ...statements.flatMap((statement) => ["", ...statementLines(statement, paint)]),
    "",
    ...notes,
    `${paint(status === "succeeded" ? "green" : "red", VERDICT[status])}: ${harmless(why)}`,
  ].join("\n")
}

function statementLines({ digest, about, examined }: ImageStatement, paint: Paint): string[] {
  const id = shortDigest(digest)
  if (examined.kind === "errored")
    return [`${paint("red", "! statement")} ${id} on its ${about}: ${harmless(examined.why)}`]
  if (examined.kind === "foreign") return [`${paint("dim", "· statement")} ${id}: ${harmless(examined.why)}`]
  const { what, when } = summaryOf(examined.statement)
  const subjects = examined.statement.subject.map(({ name }) => harmless(name))
  const [first = ""] = subjects
  const more = subjects.length > 1 ? ` and ${subjects.length - 1} more` : ""
  return [
    `${paint("bold", harmless(what))}`,
    ...tableLines([
      ["  statement", id],
      ["  signer", harmless(examined.signer ?? "unknown")],
      ["  when", harmless(when ?? "not said")],
      ["  subject", first + more],
      ["  predicate", harmless(examined.statement.predicateType)],
    ]),
    ...tableLines(
      examined.checks.map(({ check, state, why }) => [
        `  ${paint(STYLE[state], MARK[state])} ${check}`,
        paint(state === "unacceptable" ? "red" : "dim", harmless(why)),
      ]),
    ),
  ]
}

/** What a statement says in a few words, and the time that it gives. */
function summaryOf({ predicateType, predicate }: Statement): {
  readonly what: string
  readonly when: string | undefined
} {
  switch (predicateType) {
    case PREDICATE.provenance: {
      const { buildDefinition, runDetails } = predicate as Provenance
      return { what: `built as ${buildDefinition.externalParameters.service}`, when: runDetails.metadata.finishedOn }
    }
    case PREDICATE.jobs: {
      const { jobs } = predicate as JobResults
      const results = jobs.map(({ job, status }) => `${job} ${status}`)
      return { what: `jobs: ${results.join(", ")}`, when: jobs.at(-1)?.finishedOn }
    }
    case PREDICATE.scan: {
      const scanned = predicate as Vulnerabilities
      const { scanner, found } = scanOf(scanned)
      return { what: `scanned by ${scanner}: ${foundText(found)}`, when: scanned.metadata.scanFinishedOn }
    }
    case PREDICATE.verification: {
      const { environment, status, finishedOn } = predicate as Verification
      return { what: `verification in ${environment} ${status}`, when: finishedOn }
    }
    case PREDICATE.approval: {
      const { person, environment, gate, approvedOn } = predicate as Approval
      return { what: `approved by ${person} for ${environment} (${gate})`, when: approvedOn }
    }
    case PREDICATE.override: {
      const { person, environment, gate, revoked, overriddenOn } = predicate as Override
      const verb = revoked ? "no longer overridden" : "overridden"
      return { what: `${gate} ${verb} by ${person} for ${environment}`, when: overriddenOn }
    }
    case PREDICATE.command: {
      const { gate, environment, status, finishedOn } = predicate as CommandResult
      return { what: `command of ${gate} for ${environment} ${status}`, when: finishedOn }
    }
    case PREDICATE.review: {
      const { person, commits, reviewedOn } = predicate as Review
      return { what: `${commits.length} commits reviewed by ${person}`, when: reviewedOn }
    }
    case PREDICATE.rejection: {
      const { person, reason, lifted, rejectedOn } = predicate as Rejection
      return { what: `${lifted ? "no longer rejected" : "rejected"} by ${person}: ${reason}`, when: rejectedOn }
    }
    default:
      return { what: predicateType, when: undefined }
  }
}
