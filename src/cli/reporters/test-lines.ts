import type { JobEnded } from "../../app/run-event.ts"
import type { FailedTest } from "../../core/evidence/test-results.ts"
import { sanitise } from "../../core/shared/sanitise.ts"
import type { Paint } from "../paint.ts"

/** How many tests of one job are named. */
const SHOWN = 10

/** The tests of a job that failed, each with where it stands and why, then how many more there are. */
export function failingTestLines({ tests }: JobEnded, paint: Paint): readonly string[] {
  if (tests === null) return []
  const lines = tests.failing.slice(0, SHOWN).flatMap((test) => failingTest(test, paint))
  return [...lines, ...more(tests.failed)]
}

function failingTest({ name, file, line, message }: FailedTest, paint: Paint): string[] {
  const place = file === null ? "" : `  ${plain(file)}${line === null ? "" : `:${line}`}`
  return [
    `    ${paint("red", "✗")} ${plain(name)}${paint("dim", place)}`,
    ...(message ? [`      ${plain(message)}`] : []),
  ]
}

/** What was flaky: the job, and the tests that a report names. */
export function flakyLines(ended: readonly JobEnded[], paint: Paint): readonly string[] {
  const lines = ended.flatMap(({ job, flaky }) => {
    if (flaky === null) return []
    const { failures, tests } = flaky
    const what = failures === 0 ? "has flaky tests" : `flaky: failed ${times(failures)} and then passed`
    const names = tests.slice(0, SHOWN).map((name) => `    ${plain(name)}`)
    return [`${paint("yellow", "↻")} ${job}  ${what}`, ...names, ...more(tests.length)]
  })
  return lines.length === 0 ? [] : ["", ...lines]
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`
}

function more(count: number): string[] {
  return count > SHOWN ? [`    … and ${count - SHOWN} more`] : []
}

function plain(text: string): string {
  return sanitise(text, { colour: false })
}
