import type { JobEnded } from "../../app/run-event.ts"
import type { FindingLevel } from "../../core/evidence/analysis-findings.ts"
import type { Failure } from "../../core/shared/failure.ts"
import { sanitise } from "../../core/shared/sanitise.ts"
import { githubCommand } from "./github-command.ts"

/** GitHub shows ten of each kind for a step. */
const MOST = 10

const commandOfLevel: Readonly<Record<FindingLevel, string>> = { error: "error", warning: "warning", note: "notice" }

/** What a job's end is shown as: the job that failed, its failing tests and findings where they stand in the code. */
export function githubAnnotations(ended: JobEnded): string {
  const { job, status, message, tests, findings, flaky } = ended
  const failing = (tests?.failing ?? []).slice(0, MOST).map(({ name, file, line, message: why }) => {
    return githubCommand("error", { ...placeOf(file, line), title: plain(`${job}: ${name}`) }, plain(why ?? "failed"))
  })
  const found = (findings?.first ?? []).slice(0, MOST).map(({ level, rule, file, line, message: what }) => {
    const title = plain(rule === null ? job : `${job}: ${rule}`)
    return githubCommand(commandOfLevel[level], { ...placeOf(file, line), title }, plain(what))
  })
  const isBad = status === "failed" || status === "errored"
  const bad = isBad ? [githubCommand("error", { title: `${job} ${status}` }, plain(message ?? status))] : []
  return [...bad, ...failing, ...found, ...(flaky ? [flakyText(ended)] : [])].join("")
}

function flakyText({ job, flaky }: JobEnded): string {
  const named = flaky?.tests.length ? `: ${flaky.tests.slice(0, MOST).join(", ")}` : ""
  return githubCommand("warning", { title: `${job} is flaky` }, plain(`it failed and then passed unchanged${named}`))
}

/** A line means nothing without a file. */
function placeOf(file: string | null, line: number | null): Record<string, string | number | null> {
  return file === null ? {} : { file: plain(file), line }
}

function plain(text: string): string {
  return sanitise(text, { colour: false })
}

/** Why there is no run: every problem of a file where it stands, or the failure itself. */
export function githubFailure({ message, diagnostics = [] }: Failure): string {
  if (diagnostics.length === 0) return githubCommand("error", { title: "slipway" }, plain(message))
  return diagnostics
    .slice(0, MOST)
    .map(({ severity, file, range, code, message: problem }) => {
      const place = { ...placeOf(file, range.line), col: range.column, title: code }
      return githubCommand(severity, place, plain(problem))
    })
    .join("")
}
