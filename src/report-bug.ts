import { exitStatusOfClass } from "./core/shared/failure.ts"

/** Does what a command asks for. Whatever that throws is a bug: it is said in one line, and decides the exit status. */
export async function reportingBugs(work: () => Promise<void>): Promise<void> {
  // Without a listener a closed pipe would end the process on the spot, with its jobs still running.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => stream.destroy())
  try {
    await work()
  } catch (error) {
    const text = error instanceof Error ? (process.env.SLIPWAY_DEBUG ? error.stack : error.message) : String(error)
    process.stderr.write(`slipway: internal error: ${text}\n`)
    process.exitCode = exitStatusOfClass.errored
  }
}
