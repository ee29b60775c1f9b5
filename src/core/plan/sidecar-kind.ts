/** What is known of programs that are often run beside jobs. */
export interface SidecarKind {
  readonly scheme: string
  readonly port: number
  /** What it gets unless the definition says otherwise. */
  readonly env: Readonly<Record<string, string>>
  /** What its URL holds besides host and port, from its environment. */
  readonly access: (env: Readonly<Record<string, string>>) => { readonly userInfo: string; readonly path: string }
}

const open = () => ({ userInfo: "", path: "" })

/** By the last part of the image's name. */
const KINDS: Readonly<Record<string, SidecarKind>> = {
  postgres: {
    scheme: "postgres",
    port: 5432,
    env: { POSTGRES_USER: "postgres", POSTGRES_PASSWORD: "postgres" },
    access: ({ POSTGRES_USER: user = "postgres", POSTGRES_PASSWORD: password = "", POSTGRES_DB: database = user }) => ({
      userInfo: `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`,
      path: `/${encodeURIComponent(database)}`,
    }),
  },
  redis: { scheme: "redis", port: 6379, env: {}, access: open },
  valkey: { scheme: "redis", port: 6379, env: {}, access: open },
}

/** Undefined for an image of any other name. */
export function sidecarKind(image: string): SidecarKind | undefined {
  const name = image.replace(/@.*$/, "").replace(/:[^:/]*$/, "")
  const last = name.slice(name.lastIndexOf("/") + 1)
  return Object.hasOwn(KINDS, last) ? KINDS[last] : undefined
}

/** Where a sidecar answers. */
export interface SidecarAddress {
  readonly name: string
  /** As the definition names it. */
  readonly image: string
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>
  readonly host: string
  readonly port: number
}

/** `DATABASE_URL`, `DATABASE_HOST` and `DATABASE_PORT` for each. */
export function sidecarVariables(addresses: readonly SidecarAddress[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    addresses.flatMap(({ name, image, env, host, port }) => {
      const prefix = name.toUpperCase().replaceAll("-", "_")
      const { scheme, access } = sidecarKind(image) ?? { scheme: "http", access: open }
      const { userInfo, path } = access(env)
      return [
        [`${prefix}_URL`, `${scheme}://${userInfo}${host}:${port}${path}`],
        [`${prefix}_HOST`, host],
        [`${prefix}_PORT`, String(port)],
      ]
    }),
  )
}
