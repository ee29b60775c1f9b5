import { weaknessOf } from "../../../core/run/masking/weak-secret.ts"
import { fail, ok, type Result } from "../../../core/shared/result.ts"
import type { Secret } from "../../../ports/environment-secrets.ts"
import type { ServerPorts } from "../server-ports.ts"

/** By the name of the variable. */
export type Secrets = ReadonlyMap<string, Secret>
type SecretPorts = Pick<ServerPorts, "environmentSecrets">

/** Which of an environment's secrets there are; `environment` is the key under `environments:`. */
export async function lookForSecrets(
  { environmentSecrets }: SecretPorts,
  environment: string,
  names: readonly string[],
): Promise<Result<{ readonly found: Secrets; readonly missing: readonly string[] }>> {
  const found = new Map<string, Secret>()
  const missing: string[] = []
  for (const name of names) {
    const secret = await environmentSecrets.find(environment, name)
    if (!secret.ok) return secret
    if (secret.value) found.set(name, secret.value)
    else missing.push(name)
  }
  return ok({ found, missing })
}

/** All of them, or `secret-missing` with the names of those that are not there. */
export async function findSecrets(
  ports: SecretPorts,
  environment: string,
  names: readonly string[],
): Promise<Result<Secrets>> {
  const looked = await lookForSecrets(ports, environment, names)
  if (!looked.ok) return looked
  const { found, missing } = looked.value
  const [first, ...others] = missing
  if (first !== undefined) {
    const what = others.length > 0 ? `the secrets ${missing.join(", ")} are` : `the secret ${first} is`
    const hint = missing.map((name) => `slipway secret set ${environment} ${name}`).join("; ")
    return fail("secret-missing", `${what} not set for '${environment}'`, { hint })
  }
  for (const [name, { value }] of found) {
    const weakness = weaknessOf(value)
    if (weakness === undefined) continue
    const hint = `give it another value: slipway secret set ${environment} ${name}`
    return fail("secret-missing", `the secret ${name} of '${environment}' could not be kept secret: it ${weakness}`, {
      hint,
    })
  }
  return ok(found)
}

/** What services get. */
export function valuesOf(secrets: Secrets): Readonly<Record<string, string>> {
  return Object.fromEntries([...secrets].map(([name, { value }]) => [name, value]))
}

/** What a revision says of them. */
export function versionsOf(secrets: Secrets): Readonly<Record<string, string>> {
  return Object.fromEntries([...secrets].map(([name, { version }]) => [name, version]))
}
