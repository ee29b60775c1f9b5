import { parseRegistryUrl } from "../../core/shared/image-reference.ts"
import type { OpenPublisher } from "../../ports/image-publisher.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { openRegistry } from "./open-registry.ts"
import { RegistryPublisher } from "./registry-publisher.ts"

/** Opens publishers of what is here. One is kept for the same rules, with its connections, tokens and what it has seen. */
export function publisherOpener(from: ImageRegistry, env: Readonly<Record<string, string | undefined>>): OpenPublisher {
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
