import type { JobEnded, RunEnded, RunStarted } from "../../app/run-event.ts"
import { sanitise } from "../../core/shared/sanitise.ts"
import { xmlAttributes, xmlText } from "./xml-text.ts"

/** A job's end, and what it printed last. */
export interface JunitCase {
  readonly ended: JobEnded
  /** As the job wrote them. */
  readonly lastLines: readonly string[]
}

/**
 * A run as JUnit XML, as Jenkins, GitLab and GitHub's actions read it: one suite, its jobs the cases. A job that was
 * canceled while it ran is an error, as nobody can tell; one that never began is skipped.
 */
export function junitDocument(started: RunStarted, ended: RunEnded, cases: readonly JunitCase[]): string {
  const count = (verdict: Verdict) => cases.filter((one) => verdictOf(one.ended) === verdict).length
  const totals = {
    tests: cases.length,
    failures: count("failure"),
    errors: count("error"),
    skipped: count("skipped"),
    time: seconds(ended.duration),
  }
  const timestamp = new Date(started.at).toISOString().replace(/\.\d+Z$/, "")
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${xmlAttributes({ name: "slipway run", ...totals })}>`,
    `  <testsuite${xmlAttributes({ name: "slipway run", timestamp, ...totals })}>`,
    `    <properties>`,
    `      <property${xmlAttributes({ name: "commit", value: started.commit })}/>`,
    ...(started.ref === null ? [] : [`      <property${xmlAttributes({ name: "ref", value: started.ref })}/>`]),
    `    </properties>`,
    ...cases.map(caseText),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n")
}

type Verdict = "failure" | "error" | "skipped" | undefined

function verdictOf({ status, startedAt }: JobEnded): Verdict {
  switch (status) {
    case "succeeded":
      return undefined
    case "failed":
      return "failure"
    case "errored":
      return "error"
    case "skipped":
      return "skipped"
    case "canceled":
      return startedAt === null ? "skipped" : "error"
  }
}

function caseText({ ended, lastLines }: JunitCase): string {
  const { job, status, durations } = ended
  const colon = job.indexOf(":")
  const names = colon < 0 ? { classname: "repository", name: job } : splitAt(job, colon)
  const head = `    <testcase${xmlAttributes({ ...names, time: seconds(durations.ran) })}`
  const verdict = verdictOf(ended)
  if (verdict === undefined) return `${head}/>`
  const message = plain(ended.message ?? status)
  if (verdict === "skipped") return `${head}><skipped${xmlAttributes({ message })}/></testcase>`
  const text = xmlText([message, ...lastLines.map(plain)].join("\n"))
  return `${head}><${verdict}${xmlAttributes({ message, type: status })}>${text}</${verdict}></testcase>`
}

function splitAt(job: string, colon: number): { readonly classname: string; readonly name: string } {
  return { classname: job.slice(0, colon), name: job.slice(colon + 1) }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}

function plain(text: string): string {
  return sanitise(text, { colour: false })
}
