import { type Challenge, parseChallenge } from "./challenge.ts"
import type { Credentials } from "./credentials.ts"
import { deadline, type HttpAnswer, type HttpSender, readWhole } from "./http-exchange.ts"
import { nonsense, refusal } from "./registry-failure.ts"
import { requireSuccess } from "./status.ts"
import { realmUrl } from "./token-realm.ts"

export interface AuthorizerOptions {
  readonly http: HttpSender
  /** Where the registry answers. */
  readonly registry: URL
  readonly tokens: string | null
  readonly credentials: () => Promise<Credentials | null>
  readonly now: () => number
}

interface Token {
  readonly text: string
  /** Milliseconds since 1970, some time before it really ends. */
  readonly until: number
}

const TOKEN_LIMIT = 256 * 1024
/** Seconds: what a token lasts where the server does not say (distribution's token specification), and how long before. */
const USUAL_LIFE = 60
const MARGIN = 5

/** Makes `Authorization` headers for one registry: as it first asks for them, then without being asked. */
export class Authorizer {
  readonly #options: AuthorizerOptions
  #challenge: Challenge | undefined
  #credentials: Promise<Credentials | null> | undefined
  readonly #tokens = new Map<string, Promise<Token>>()

  constructor(options: AuthorizerOptions) {
    this.#options = options
  }

  /** The header for these scopes, as far as is known what the registry wants. */
  async header(scopes: readonly string[]): Promise<string | undefined> {
    const challenge = this.#challenge
    if (!challenge) return undefined
    const credentials = await this.#known()
    if (credentials?.kind === "bearer") return `Bearer ${credentials.token}`
    if (challenge.kind === "basic") return credentials?.kind === "password" ? basic(credentials) : undefined
    return `Bearer ${(await this.#token(challenge, scopes, credentials)).text}`
  }

  /** Takes note of a 401 to what was `sent`. True if another attempt makes sense: something else will be sent. */
  async refused(answer: HttpAnswer, scopes: readonly string[], sent: string | undefined): Promise<boolean> {
    const challenge = parseChallenge(answer.headers["www-authenticate"])
    if (!challenge) throw nonsense(this.#options.registry.host, "wants credentials without saying which kind")
    this.#challenge = challenge
    if (sent === undefined) return (await this.header(scopes)) !== undefined
    // A token may have expired early. A password does not become right.
    return this.#tokens.delete(keyOf(scopes))
  }

  /** Read once: helpers may be slow. */
  #known(): Promise<Credentials | null> {
    this.#credentials ??= this.#options.credentials()
    return this.#credentials
  }

  async #token(
    challenge: Extract<Challenge, { kind: "bearer" }>,
    scopes: readonly string[],
    credentials: Credentials | null,
  ): Promise<Token> {
    const key = keyOf(scopes)
    const known = await this.#tokens.get(key)?.catch(() => undefined)
    if (known && known.until > this.#options.now()) return known
    const asked = this.#ask(challenge, scopes, credentials)
    this.#tokens.set(key, asked)
    asked.catch(() => this.#tokens.delete(key))
    return asked
  }

  async #ask(
    { realm, service }: Extract<Challenge, { kind: "bearer" }>,
    scopes: readonly string[],
    credentials: Credentials | null,
  ): Promise<Token> {
    const { http, registry, tokens, now } = this.#options
    const url = realmUrl(realm, { registry, tokens, withCredentials: credentials !== null })
    const issued = now()
    const answer =
      credentials?.kind === "identity"
        ? await http.send({ ...exchangeOf(url, { service, scopes, token: credentials.token }), signal: deadline() })
        : await http.send({ ...requestOf(url, { service, scopes, credentials }), signal: deadline() })
    requireSuccess(answer, "a token", now())
    const text = await readWhole(answer, TOKEN_LIMIT)
    return tokenOf(text?.toString("utf8"), url.host, issued)
  }
}

function keyOf(scopes: readonly string[]): string {
  return scopes.join(" ")
}

function basic({ username, password }: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`
}

interface Wanted {
  readonly service: string | null
  readonly scopes: readonly string[]
}

/** `GET <realm>?service=...&scope=...` (distribution, Token Authentication Specification). */
function requestOf(realm: URL, { service, scopes, credentials }: Wanted & { credentials: Credentials | null }) {
  const url = new URL(realm)
  if (service !== null) url.searchParams.set("service", service)
  for (const scope of scopes) url.searchParams.append("scope", scope)
  const headers = { accept: "application/json" }
  if (credentials?.kind !== "password") return { method: "GET", url, headers } as const
  url.searchParams.set("account", credentials.username)
  return { method: "GET", url, headers: { ...headers, authorization: basic(credentials) } } as const
}

/** A refresh token goes in a form (distribution, OAuth2 Token Authentication). */
function exchangeOf(url: URL, { service, scopes, token }: Wanted & { token: string }) {
  const form = new URLSearchParams({ grant_type: "refresh_token", client_id: "slipway", refresh_token: token })
  if (service !== null) form.set("service", service)
  form.set("scope", scopes.join(" "))
  const body = Buffer.from(form.toString())
  const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" }
  return { method: "POST", url, headers: { ...headers, "content-length": String(body.byteLength) }, body } as const
}

function tokenOf(text: string | undefined, host: string, issued: number): Token {
  const answer = parsed(text)
  const token = answer.token ?? answer.access_token
  if (typeof token !== "string" || !/^[\x21-\x7e]{1,200000}$/.test(token)) {
    throw refusal("registry-invalid", `${host} answered a request for a token with something else`)
  }
  const life = typeof answer.expires_in === "number" && answer.expires_in > 0 ? answer.expires_in : USUAL_LIFE
  return { text: token, until: issued + Math.max(1, life - MARGIN) * 1000 }
}

function parsed(text: string | undefined): { token?: unknown; access_token?: unknown; expires_in?: unknown } {
  try {
    const value: unknown = JSON.parse(text ?? "")
    return typeof value === "object" && value !== null ? value : {}
  } catch {
    return {}
  }
}
