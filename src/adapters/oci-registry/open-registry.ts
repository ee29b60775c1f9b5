import { readCredentials } from "./docker-config.ts"
import { HttpExchange } from "./http-exchange.ts"
import { RegistryClient } from "./registry-client.ts"
import { type RetryPolicy, usualRetries } from "./retry.ts"

export interface RegistrySettings {
  /** `registry.example.com:5000`. */
  readonly host: string
  /** Null: TLS, except on loopback. */
  readonly tls?: boolean | null
  readonly tokens?: string | null
}

type Env = Readonly<Record<string, string | undefined>>

/** Milliseconds without a byte after which a registry counts as stalled. Committing a large layer takes it some time. */
const SILENCE = 60_000

/** Speaks to a registry as the person whose environment this is: Docker's credentials, proxies. */
export function openRegistry(
  { host, tls = null, tokens = null }: RegistrySettings,
  env: Env,
  { retries = usualRetries, silence = SILENCE }: { readonly retries?: RetryPolicy; readonly silence?: number } = {},
): RegistryClient {
  const http = new HttpExchange({ silence, env })
  return new RegistryClient({
    ...{ host, tls, tokens, http, retries },
    credentials: () => readCredentials(host, env),
    now: Date.now,
  })
}
