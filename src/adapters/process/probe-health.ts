import { get } from "node:http"

/** Milliseconds that one probe may take. */
const PROBE_LIMIT = 2000

/** What a service answered to one probe; `said` is for people. */
export interface ProbeResult {
  readonly healthy: boolean
  readonly said: string
}

/** Asks once, on a connection of its own; a redirection is no health. Never throws. */
export function probeHealth(port: number, path: string, signal: AbortSignal): Promise<ProbeResult> {
  const limit = AbortSignal.timeout(PROBE_LIMIT)
  return new Promise((resolve) => {
    const request = get({
      host: "127.0.0.1",
      port,
      path,
      agent: false,
      headers: { "user-agent": "slipway-health" },
      signal: AbortSignal.any([signal, limit]),
    })
    request.on("response", (response) => {
      const status = response.statusCode ?? 0
      response.destroy()
      resolve({ healthy: status >= 200 && status < 300, said: `status ${status}` })
    })
    request.on("error", (error: NodeJS.ErrnoException) => {
      if (limit.aborted) resolve({ healthy: false, said: `no answer within ${PROBE_LIMIT / 1000} s` })
      else resolve({ healthy: false, said: error.code === "ECONNREFUSED" ? "nothing listens" : error.message })
    })
  })
}
