import { randomBytes, randomUUID } from "node:crypto"
import { availableParallelism } from "node:os"
import type { OpenedRepository } from "./adapters/git/open-repository.ts"
import type { CliContext } from "./cli/cli-context.ts"
import type { RunBasis, RunHost } from "./cli/run-host.ts"
import { openBasis } from "./compose-basis.ts"
import { openServersCache } from "./compose-servers-cache.ts"
import { ok, type Result } from "./core/shared/result.ts"
import { keepSmall } from "./keep-small.ts"

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const

/**
 * `slipway run` on this machine. What it takes to run jobs is loaded once there is one to run. `opening`: the repository,
 * where somebody has begun to open it.
 */
export function composeRun(opening?: Promise<Result<OpenedRepository>>): RunHost {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    isErrorTerminal: process.stderr.isTTY === true,
    clock: { now: () => Date.now() },
    size: () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 }),
    processors: availableParallelism(),
    newRunId: () => `urn:uuid:${randomUUID()}`,
    newToken: () => randomBytes(16).toString("hex"),
    writeText: async (path, text) => (await import("./adapters/files/write-text.ts")).writeText(path, text),
    onInterrupt: (listener) => {
      for (const signal of SIGNALS) process.on(signal, listener)
      return () => {
        for (const signal of SIGNALS) process.off(signal, listener)
      }
    },
    open: (context) => open(context, opening),
  }
}

async function open(context: CliContext, opening?: Promise<Result<OpenedRepository>>): Promise<Result<RunBasis>> {
  const basis = await openBasis(context, opening)
  if (!basis.ok) return basis
  const { folders, openCache } = basis.value
  return ok({
    ...basis.value,
    openCache: async (warn, server) =>
      server === null ? openCache(warn) : openServersCache({ context, folders, server, local: openCache(warn), warn }),
    kill: async (leftover) => (await import("./adapters/process/stop-leftover.ts")).stopLeftover(leftover, 0),
    whole: async () => {
      keepSmall()
      return (await import("./compose-run.ts")).openTools(context, basis.value)
    },
  })
}
