import type { ExplainedJob, Explanations } from "../app/why/explain-jobs.ts"
import type { EachTime } from "../app/why/job-verdict.ts"
import { formatDuration } from "../core/shared/duration.ts"
import { causesText } from "./causes-text.ts"
import { harmless, painter } from "./paint.ts"

/** What a run would do with each job, and why. */
export function whyText({ jobs }: Explanations, { now, colour }: { now: number; colour: boolean }): string {
  const paint = painter(colour)
  const ago = (at: number) => `${formatDuration(Math.max(0, now - at))} ago`
  return jobs
    .map((explained) => {
      const [first = "", ...more] = verdictText(explained, ago)
      return [`${paint("bold", explained.job)} ${first}`, ...more].map((line) => `${line}\n`).join("")
    })
    .join("\n")
}

type Ago = (at: number) => string

function verdictText({ verdict, last }: ExplainedJob, ago: Ago): string[] {
  const then = last ? lastText(last, ago) : ""
  switch (verdict.kind) {
    case "restored": {
      const { run, builder, endedAt } = verdict
      const from = `run ${harmless(run)} of ${harmless(builder)}, ${ago(endedAt)}`
      return ["would be restored: nothing that decides its result has changed since", `  ${from}`]
    }
    case "never-ran":
      return ["would run: it has not run here yet"]
    case "changed":
      return [`would run: this has changed since it last ran (${then})`, ...causesText(verdict.causes)]
    case "did-not-succeed":
      return [`would run: nothing has changed since it last ran (${then}), but only success is kept`]
    case "not-kept":
      return [
        `would run: nothing has changed since it last ran (${then}), but its result is no longer in the cache:`,
        "  cleared, removed to make room, or its outputs could not be kept",
      ]
    case "each-time": {
      const changed = verdict.causes.length > 0 ? [`  besides, this has changed since it last ran (${then}):`] : []
      return [eachTimeText[verdict.because], ...changed, ...causesText(verdict.causes)]
    }
    case "unknown":
      return [
        `would run; since when it last ran (${then}), it cannot be told what has changed:`,
        `  ${harmless(verdict.because)}`,
      ]
  }
}

const eachTimeText: Readonly<Record<EachTime, string>> = {
  setup: "runs whenever a job that needs it does, unless what it leaves is kept for its lock file",
  secrets: "runs each time: it gets secrets, whose values are no part of its key",
  always: "runs each time: it runs also after failures, which are no part of its key",
}

function lastText({ status, endedAt, treeish, isCommitted }: NonNullable<ExplainedJob["last"]>, ago: Ago): string {
  const on = isCommitted ? treeish.slice(0, 12) : "files that were not committed"
  return `${status} ${ago(endedAt)} on ${on}`
}
