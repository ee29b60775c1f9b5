import type { Writable } from "node:stream"
import { StringDecoder } from "node:string_decoder"
import type { RunEvent } from "../../app/run-event.ts"
import type { JobId } from "../../core/plan/plan.ts"
import type { Reporter } from "./reporter.ts"
import { writeAll } from "./write-all.ts"

/**
 * NDJSON for programs: every {@link RunEvent} as one object on a line, with the field names of that type, which do not
 * change. Two differences: `run-started` carries `format: 1`, and `job-output` carries `text` (decoded as UTF-8, control
 * characters included, escaped as JSON has it) in the place of `chunk`.
 */
export function createJsonReporter({
  stdout,
  stderr,
}: {
  readonly stdout: Writable
  readonly stderr: Writable
}): Reporter {
  const decoders = new Map<JobId, StringDecoder>()

  function linesOf(event: RunEvent): readonly object[] {
    switch (event.type) {
      case "run-started":
        return [{ ...event, format: 1 }]
      case "job-output": {
        const { chunk, ...rest } = event
        const decoder = decoders.get(event.job) ?? new StringDecoder("utf8")
        decoders.set(event.job, decoder)
        const text = decoder.write(chunk)
        return text === "" ? [] : [{ ...rest, text }]
      }
      case "job-retried":
      case "job-ended": {
        const text = decoders.get(event.job)?.end() ?? ""
        decoders.delete(event.job)
        return [...(text === "" ? [] : [{ type: "job-output", at: event.at, job: event.job, text }]), event]
      }
      default:
        return [event]
    }
  }

  return {
    observe: (event) =>
      writeAll(
        stdout,
        linesOf(event)
          .map((line) => `${JSON.stringify(line)}\n`)
          .join(""),
      ),
    notice: (text) => void stderr.write(`slipway: ${text}\n`),
    close: () => {},
  }
}
