import type { RunEnded, RunEvent, RunStarted } from "../../app/run-event.ts"
import type { JobId } from "../../core/plan/plan.ts"
import { type JunitCase, junitDocument } from "./junit-document.ts"
import { LineSplitter } from "./line-splitter.ts"
import { LineTail } from "./line-tail.ts"
import type { Reporter } from "./reporter.ts"

const LINES_OF_BAD_JOB = 100

/** Takes note of a run for its JUnit XML. */
export class JunitRecorder {
  readonly #output = new Map<JobId, { readonly splitter: LineSplitter; readonly tail: LineTail }>()
  readonly #cases = new Map<JobId, JunitCase>()
  #started: RunStarted | undefined
  #ended: RunEnded | undefined

  observe(event: RunEvent): void {
    switch (event.type) {
      case "run-started":
        this.#started = event
        return
      case "job-started":
        this.#output.set(event.job, { splitter: new LineSplitter(), tail: new LineTail(LINES_OF_BAD_JOB) })
        return
      case "job-output": {
        const output = this.#output.get(event.job)
        for (const line of output?.splitter.push(event.chunk) ?? []) output?.tail.push(line)
        return
      }
      case "job-ended": {
        const output = this.#output.get(event.job)
        for (const line of output?.splitter.end() ?? []) output?.tail.push(line)
        this.#output.delete(event.job)
        const isBad = event.status !== "succeeded" && event.status !== "skipped"
        this.#cases.set(event.job, { ended: event, lastLines: isBad ? (output?.tail.lines ?? []) : [] })
        return
      }
      case "run-ended":
        this.#ended = event
    }
  }

  /** The document of a run that came to its end, however that was; its jobs in the order of the plan. */
  get document(): string | undefined {
    if (!this.#started || !this.#ended) return undefined
    const cases = this.#started.jobs.flatMap(({ id }) => this.#cases.get(id) ?? [])
    return junitDocument(this.#started, this.#ended, cases)
  }
}

/** A reporter of whose run note is taken, too. */
export function recorded(reporter: Reporter, recorder: JunitRecorder): Reporter {
  return {
    observe: (event) => {
      recorder.observe(event)
      return reporter.observe(event)
    },
    notice: (text) => reporter.notice(text),
    close: () => reporter.close(),
  }
}
