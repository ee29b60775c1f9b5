/** The next page of a list (RFC 8288, `Link: </v2/...>; rel="next"`); undefined at the end. It is checked when it is asked for. */
export function nextPage(link: string | string[] | undefined, from: URL): URL | undefined {
  const header = typeof link === "string" ? link : (link?.[0] ?? "")
  const [, target] = /^\s*<([^>]{1,4000})>\s*;[^,]{0,200}\brel="?next"?/.exec(header) ?? []
  return target === undefined ? undefined : (URL.parse(target, from.href) ?? undefined)
}
