import { FailureError } from "../../core/shared/result.ts"
import { refusal } from "./registry-failure.ts"

/** How long and how often something is tried again. Milliseconds. */
export interface RetryPolicy {
  readonly attempts: number
  /** Before the second attempt; doubled before each further one, and a random part of it taken away. */
  readonly first: number
  readonly longest: number
  /** The longest wait that a registry may ask for (`Retry-After`); beyond it, it counts as down. */
  readonly patience: number
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<void>
  /** From 0 to 1. */
  readonly random: () => number
}

export const usualRetries: RetryPolicy = {
  attempts: 6,
  first: 200,
  longest: 10_000,
  patience: 60_000,
  pause: async (milliseconds, signal) => {
    const { setTimeout: sleep } = await import("node:timers/promises")
    await sleep(milliseconds, undefined, signal ? { signal } : {})
  },
  random: Math.random,
}

/** What may go better the next time: too many requests, an error of the server's, a connection that broke. */
export class Transient extends Error {
  /** Milliseconds that the registry asks to wait. */
  readonly wait: number

  constructor(message: string, wait = 0) {
    super(message)
    this.wait = wait
  }
}

/** Errors of connections that another attempt may not meet (Node's and the operating system's codes). */
const NETWORK = new Set([
  ...["ECONNRESET", "ECONNREFUSED", "ECONNABORTED", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"],
  ...["ENOTFOUND", "EAI_AGAIN", "ERR_STREAM_PREMATURE_CLOSE", "UND_ERR_SOCKET"],
])

/** Repeats what is transient, with growing pauses; the last error becomes `registry-unreachable`. */
export async function withRetries<T>(
  policy: RetryPolicy,
  { host, signal }: { readonly host: string; readonly signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      const transient = signal?.aborted ? undefined : transientOf(error)
      if (!transient) throw error
      if (attempt >= policy.attempts || transient.wait > policy.patience) throw unreachable(host, transient, attempt)
      const grown = Math.min(policy.longest, policy.first * 2 ** (attempt - 1))
      await policy.pause(Math.max(transient.wait, grown * (0.5 + policy.random() / 2)), signal)
    }
  }
}

/** Milliseconds of a `Retry-After` (RFC 9110, 10.2.3: seconds or a date); 0 for none or nonsense. */
export function retryAfter(header: string | undefined, now: number): number {
  if (header === undefined) return 0
  const seconds = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0
}

function transientOf(error: unknown): Transient | undefined {
  if (error instanceof Transient) return error
  if (error instanceof FailureError || !(error instanceof Error)) return undefined
  const code = "code" in error ? String(error.code) : ""
  const isNetwork =
    NETWORK.has(code) ||
    error.name === "TimeoutError" ||
    /^nothing was heard from|^socket hang up|^aborted$/.test(error.message)
  return isNetwork ? new Transient(error.message) : undefined
}

function unreachable(host: string, { message, wait }: Transient, attempts: number): FailureError {
  const tries = attempts === 1 ? "" : `, tried ${attempts} times`
  const later = wait > 0 ? `; it asks to wait ${Math.ceil(wait / 1000)} s` : ""
  return refusal("registry-unreachable", `${host} does not answer as it should: ${message}${tries}${later}`)
}
