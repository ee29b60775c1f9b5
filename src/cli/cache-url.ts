import { InvalidArgumentError } from "commander"
import { fail, ok, type Result } from "../core/shared/result.ts"
import type { CliContext } from "./cli-context.ts"

/** Names the server whose cache runs use, where they are not told. */
export const CACHE_VARIABLE = "SLIPWAY_CACHE_URL"

/** The server whose cache a run uses, without a slash at its end; null: none. */
export function cacheUrl(option: string | null, env: CliContext["env"]): Result<string | null> {
  if (option !== null) return ok(option)
  const text = env[CACHE_VARIABLE] || null
  const url = text === null ? null : serverUrl(text)
  if (url !== undefined) return ok(url)
  return fail("argument-invalid", `${CACHE_VARIABLE} is no address of a server: ${text}`, {
    hint: "it looks like http://127.0.0.1:7440",
  })
}

export function parseCacheUrl(text: string): string {
  const url = serverUrl(text)
  if (url === undefined) throw new InvalidArgumentError("It is the address of a server, like http://127.0.0.1:7440.")
  return url
}

/** Without user and password: the token says who somebody is. */
function serverUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isServer = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash
  return isServer ? url.href.replace(/\/+$/, "") : undefined
}
