import { join } from "node:path"
import { Masker } from "../../../core/run/masking/masker.ts"
import { fail, failed, ok, type Result } from "../../../core/shared/result.ts"
import { attemptOf } from "../../run/attempt-of.ts"
import { LogTail } from "../../run/log-tail.ts"
import { openCheckout } from "../../run/open-checkout.ts"
import type { ServerPorts } from "../server-ports.ts"

/** Bytes and lines of output that a failure shows. */
const LARGEST_LOG = 8192
const LINES = 20

export interface CommandAtCommit {
  readonly commit: string
  readonly command: string
  /** What it does, for messages: `migrate of 'database'`. */
  readonly what: string
  readonly env: Readonly<Record<string, string>>
  /** Hidden in what it prints. */
  readonly hidden: readonly string[]
  readonly timeout: number
  readonly signal: AbortSignal
}

/** Runs a command of a deployment in a checkout of its commit. */
export async function runAtCommit(ports: ServerPorts, request: CommandAtCommit): Promise<Result<void>> {
  const opened = await openCheckout(ports, { treeish: request.commit, keep: false })
  if (!opened.ok) return opened
  const { folder, close } = opened.value
  const log = new LogTail(LARGEST_LOG)
  try {
    const { jobEnvironment, setupEnvironment, stopGrace } = ports.settings
    const outcome = await ports.executor.execute({
      owner: folder.split("/").at(-1) ?? "",
      command: request.command,
      directory: join(folder),
      env: { ...jobEnvironment, ...setupEnvironment, ...request.env, SLIPWAY_COMMIT: request.commit },
      timeout: request.timeout,
      grace: stopGrace,
      signal: request.signal,
      onOutput: (chunk) => log.add(chunk),
    })
    const { status, message } = attemptOf(outcome, request.timeout)
    if (status === "succeeded") return ok(undefined)
    if (status === "canceled") return fail("canceled", `${request.what} was canceled`)
    const lines = new Masker(request.hidden).text(log.bytes().toString()).trimEnd().split("\n").slice(-LINES)
    const reason = status === "failed" ? "deployment-failed" : "run-errored"
    return fail(reason, `${request.what}: ${message ?? status}`, { log: lines })
  } finally {
    await ports.executor.settle()
    await close()
  }
}

/** The SQL of a file of a commit. */
export async function readSql(ports: ServerPorts, commit: string, path: string): Promise<Result<string>> {
  const text = await ports.repository.readText(commit, path, LARGEST_SQL)
  if (!text.ok) return failed(text.failure)
  return text.value === undefined
    ? fail("deployment-failed", `commit ${commit.slice(0, 12)} has no file '${path}'`, {
        hint: "add it, or correct `seed`",
      })
    : ok(text.value)
}

const LARGEST_SQL = 64 * 1024 ** 2
