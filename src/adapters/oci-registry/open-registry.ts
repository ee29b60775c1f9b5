import { parseRegistryUrl } from "../../core/shared/image-reference.ts"
import type { OpenPublisher } from "../../ports/image-publisher.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { readCredentials } from "./docker-config.ts"
import { HttpExchange } from "./http-exchange.ts"
import { RegistryClient } from "./registry-client.ts"
import { RegistryPublisher } from "./registry-publisher.ts"
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

/** Opens publishers of what is here. One is kept for the same rules, with its connections, tokens and what it has seen. */
export function publisherOpener(from: ImageRegistry, env: Env): OpenPublisher {
  let kept: { readonly key: string; readonly publisher: RegistryPublisher } | undefined
  return ({ url, tls = null, tokens = null }, services) => {
    const key = JSON.stringify([url, tls, tokens, services])
    if (kept?.key === key) return kept.publisher
    const address = parseRegistryUrl(url)
    if (!address) throw new TypeError(`${url} is no registry`)
    const client = openRegistry({ host: address.host, tls, tokens }, env)
    kept = { key, publisher: new RegistryPublisher({ client, prefix: address.prefix, from, services }) }
    return kept.publisher
  }
}
