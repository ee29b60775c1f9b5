/** The cookie that says who a browser is signed in as. */
export const SESSION_COOKIE = "slipway_session"

/**
 * A `Cookie` header without that cookie; null if nothing is left. Browsers send cookies to every port of a host (RFC 6265,
 * 8.5), so also to services that run there.
 */
export function withoutSession(header: string): string | null {
  const pairs = header.split(";").map((pair) => pair.trim())
  const others = pairs.filter((pair) => pair !== "" && pair.split("=")[0]?.trim() !== SESSION_COOKIE)
  return others.length > 0 ? others.join("; ") : null
}
