import { setTimeout as delay } from "node:timers/promises"
import { formatDuration } from "../../core/shared/duration.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { HealthOptions, Instance } from "../../ports/target.ts"
import { probeHealth } from "./probe-health.ts"

/** Milliseconds between probes. */
const PAUSE = 50

/** What waiting for health needs to know about the instance's process. */
export interface HealthSubject {
  /** Resolves, with what is known about it, once the process has ended; gives up when aborted. */
  ended(signal: AbortSignal): Promise<string | undefined>
  /** Whether another program got the instance's port. */
  portIsForeign(): Promise<boolean>
  lastLines(): Promise<readonly string[]>
}

/** Probes an instance until it is healthy, or it is clear that it will not be in time. */
export async function awaitHealthy(
  instance: Instance,
  options: HealthOptions,
  subject: HealthSubject,
): Promise<Result<void>> {
  const { service } = instance.owner
  const stop = new AbortController()
  const timeout = AbortSignal.timeout(Math.min(options.timeout, 2 ** 31 - 1))
  const over = AbortSignal.any([options.signal, timeout, stop.signal])
  let end: string | undefined
  const watch = subject.ended(over).then((text) => {
    end = text
    stop.abort()
  })
  let said = "not asked yet"
  try {
    while (!over.aborted) {
      const probe = await probeHealth(instance.port, options.path, over)
      if (over.aborted) break
      said = probe.said
      // The answer may be that of a program which took the port while ours was starting.
      if (probe.healthy && !(await subject.portIsForeign())) return ok(undefined)
      if (probe.healthy) said = "answered by another program that has the port"
      await delay(PAUSE, undefined, { signal: over }).catch(() => {})
    }
  } finally {
    stop.abort()
    await watch
  }
  if (end !== undefined) return endedEarly(service, end, await subject.lastLines())
  if (options.signal.aborted) return fail("canceled", `waiting for ${service} to get healthy was canceled`)
  const waited = formatDuration(options.timeout)
  const url = `http://127.0.0.1:${instance.port}${options.path}`
  return fail("deployment-failed", `${service} was not healthy within ${waited}: ${url} said: ${said}`, {
    hint: "the service must listen on PORT and answer its health path with 2xx",
    log: await subject.lastLines(),
  })
}

function endedEarly(service: string, end: string, log: readonly string[]): Result<void> {
  return fail("deployment-failed", `${service} ${end} before it was healthy`, {
    hint: log.some((line) => line.includes("EADDRINUSE"))
      ? "the service must listen on PORT; if it does, another program took that port just then: deploy again"
      : "the last lines of its log say more",
    log,
  })
}
