/** What a registry asks for in `WWW-Authenticate` (RFC 9110, 11.6.1; distribution's token specification). */
export type Challenge =
  | { readonly kind: "basic" }
  | { readonly kind: "bearer"; readonly realm: string; readonly service: string | null }

const LONGEST = 4096

/** Reads the header. Bearer is preferred where both are offered; undefined where there is neither. */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  if (header === undefined || header.length > LONGEST) return undefined
  const bearer = parametersBehind(header, "bearer")
  const realm = bearer?.get("realm")
  if (bearer && realm !== undefined) return { kind: "bearer", realm, service: bearer.get("service") ?? null }
  return parametersBehind(header, "basic") ? { kind: "basic" } : undefined
}

/** The `name="value"` pairs behind a scheme; undefined if the scheme is not offered. */
function parametersBehind(header: string, scheme: string): ReadonlyMap<string, string> | undefined {
  const start = new RegExp(`(?:^|,)\\s*${scheme}(?:\\s+|$)`, "i").exec(header)
  if (!start) return undefined
  const pair = /\s*([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))\s*(?:,|$)/y
  pair.lastIndex = start.index + start[0].length
  const found = new Map<string, string>()
  for (let match = pair.exec(header); match; match = pair.exec(header)) {
    const [, name = "", quoted, plain = ""] = match
    found.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, "$1") ?? plain)
  }
  return found
}
