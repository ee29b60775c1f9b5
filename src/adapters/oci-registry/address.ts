/** An address that somebody sends us to; undefined for none, and for one with a name or password in it. */
export function parseAddress(text: string | undefined, base?: URL): URL | undefined {
  const url = text === undefined ? null : URL.parse(text, base?.href)
  return url && url.username === "" && url.password === "" ? url : undefined
}

/** Whether a host is this machine, by its name alone. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/:\d+$/, "")
  return name === "localhost" || name === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
}
