/** The URL of a server as somebody else sees it; `database`: another one than the server's own. */
export function urlFor(
  server: string,
  { user, password, database }: { readonly user: string; readonly password: string; readonly database?: string },
): string {
  const url = new URL(server)
  url.searchParams.delete("user")
  url.searchParams.delete("password")
  if (url.hostname === "") {
    // A socket: its folder is in `host=`, and there is no place before a host for a user.
    url.searchParams.set("user", user)
    url.searchParams.set("password", password)
  } else {
    url.username = user
    url.password = password
  }
  if (database !== undefined) url.pathname = `/${database}`
  return url.href
}
