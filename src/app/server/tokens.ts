import { createHash, randomBytes } from "node:crypto"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ServerPorts } from "./server-ports.ts"

/** The person who may do everything that needs no role: make tokens, destroy environments. */
export const OWNER_SETTING = "owner"

const PERSON = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/

/** A new token for a person; shown once, only its hash is kept. */
export async function createToken(
  ports: Pick<ServerPorts, "store" | "clock">,
  person: string,
): Promise<Result<string>> {
  if (!PERSON.test(person)) {
    return fail("argument-invalid", `'${person}' is no person's name`, {
      hint: "use the name under 'people' in slipway.yaml: lower-case letters, digits and '-'",
    })
  }
  // 32 random bytes: nothing to guess, so a fast hash is enough.
  const token = `slp_${randomBytes(32).toString("base64url")}`
  await ports.store.tokens.add(person, hashOfToken(token), ports.clock.now())
  return ok(token)
}

/** The person behind a token; refused with what to do where there is none. */
export function authenticate(ports: Pick<ServerPorts, "store">, token: string | null): Promise<Result<string>> {
  return authenticateHash(ports, token === null ? null : hashOfToken(token))
}

/** The same for who holds the token with this hash. */
export async function authenticateHash(
  ports: Pick<ServerPorts, "store">,
  hash: string | null,
): Promise<Result<string>> {
  const person = hash === null ? undefined : await ports.store.tokens.personOf(hash)
  if (person !== undefined) return ok(person)
  const what = hash === null ? "no token was given" : "the token is not valid here"
  return fail("not-authenticated", what, {
    hint: "set SLIPWAY_TOKEN to a token of this server: slipway token create <person>",
  })
}

export async function requireOwner(ports: Pick<ServerPorts, "store">, person: string): Promise<Result<void>> {
  const owner = await ports.store.settings.get(OWNER_SETTING)
  if (owner === person) return ok(undefined)
  return fail("not-authorized", `only ${owner ?? "the owner"} may do this`, { hint: "ask them" })
}

export function hashOfToken(token: string): string {
  return createHash("sha256").update(token).digest("hex")
}
