import { parseAddress } from "./address.ts"
import { nonsense, refusal, shown } from "./registry-failure.ts"

/** Token servers under another name than their registry's, as their documentation has them. */
const DOCUMENTED: Readonly<Record<string, string>> = { "registry-1.docker.io": "auth.docker.io" }

export interface RealmRules {
  /** Where the registry answers. */
  readonly registry: URL
  /** The host that `registry.tokens` names. */
  readonly tokens: string | null
  readonly withCredentials: boolean
}

/**
 * The address that a registry sends us to for a token. A registry that lies could have our password sent anywhere: it
 * goes to the registry's own host, to a domain that this host belongs to, or where documentation or the definition says.
 */
export function realmUrl(text: string, { registry, tokens, withCredentials }: RealmRules): URL {
  const url = parseAddress(text)
  if (!url) {
    throw nonsense(registry.host, `sends us for a token to ${shown(text)}, which is no address`)
  }
  const isAsOpen = url.protocol === "http:" && registry.protocol === "http:" && isNear(url, registry)
  if (url.protocol !== "https:" && !isAsOpen) {
    throw nonsense(registry.host, `sends us for a token to ${shown(url.origin)}, which is not https`)
  }
  if (withCredentials && !isNear(url, registry) && url.host !== tokens && url.hostname !== tokens) {
    throw refusal(
      "registry-invalid",
      `${registry.host} sends us for a token to ${url.host}, which may not learn our credentials`,
      `if that is right, say so in slipway.yaml: registry: { url: ..., tokens: ${url.host} }`,
    )
  }
  return url
}

function isNear(url: URL, registry: URL): boolean {
  const same = url.hostname === registry.hostname
  return same || registry.hostname.endsWith(`.${url.hostname}`) || DOCUMENTED[registry.hostname] === url.hostname
}
