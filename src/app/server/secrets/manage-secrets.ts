import { secretNames } from "../../../core/environment/secret-names.ts"
import { weaknessOf } from "../../../core/run/masking/weak-secret.ts"
import { fail, ok, type Result } from "../../../core/shared/result.ts"
import type { SecretOrigin } from "../../../ports/environment-secrets.ts"
import { currentRules } from "../load-definitions.ts"
import { requireRight } from "../require-right.ts"
import type { ServerPorts } from "../server-ports.ts"

/** A secret of an environment, without its value. */
export interface ListedSecret {
  readonly name: string
  /** Whether slipway.yaml names it. */
  readonly isNamed: boolean
  /** Where its value comes from; null: there is none, and deployments fail. */
  readonly origin: SecretOrigin | null
  /** Differs whenever the value does. */
  readonly version: string | null
}

interface SecretsOf {
  /** The key under `environments:`, which all its previews share. */
  readonly environment: string
  readonly secrets: readonly ListedSecret[]
}

interface Wanted {
  readonly environment: string
  readonly name: string
  readonly person: string
}

/** What slipway.yaml names, and what was set besides: names and origins, never values. */
export async function listSecrets(ports: ServerPorts, text: string): Promise<Result<SecretsOf>> {
  const found = await findTemplate(ports, text)
  if (!found.ok) return found
  const { key, named } = found.value
  const set = await ports.environmentSecrets.names(key)
  if (!set.ok) return set
  const secrets: ListedSecret[] = []
  for (const name of new Set([...named, ...set.value])) {
    const secret = await ports.environmentSecrets.find(key, name)
    if (!secret.ok) return secret
    const { origin = null, version = null } = secret.value ?? {}
    secrets.push({ name, isNamed: named.includes(name), origin, version })
  }
  return ok({ environment: key, secrets })
}

/** Gives a secret its value. Services get it with the next deployment, or when they are brought back. */
export async function setSecret(ports: ServerPorts, { value, ...wanted }: Wanted & { readonly value: string }) {
  const found = await changeable(ports, wanted)
  if (!found.ok) return found
  const { key, named } = found.value
  if (!named.includes(wanted.name)) {
    return fail("argument-invalid", `'${key}' has no secret ${wanted.name}`, {
      hint: `name it by a reviewed commit: environments.${key}.secrets: [${[...named, wanted.name].join(", ")}]`,
    })
  }
  const weakness = weaknessOf(value)
  if (weakness !== undefined) {
    return fail("argument-invalid", `the value could not be kept secret: it ${weakness}`, {
      hint: "give a longer one, or put it under 'variables' if everybody may see it",
    })
  }
  if (value.includes("\0")) return fail("argument-invalid", "no variable can hold the character NUL")
  const set = await ports.environmentSecrets.set(key, wanted.name, value)
  if (!set.ok) return set
  await recordAct(ports, wanted, { action: "set-secret", key })
  return ok({ environment: key, name: wanted.name })
}

/** Forgets a value that was set. What runs goes on with it until it is started again. */
export async function removeSecret(ports: ServerPorts, wanted: Wanted): Promise<Result<void>> {
  const found = await changeable(ports, wanted)
  if (!found.ok) return found
  const { key } = found.value
  const removed = await ports.environmentSecrets.remove(key, wanted.name)
  if (!removed.ok) return removed
  if (!removed.value) {
    return fail("argument-invalid", `no secret ${wanted.name} was set for '${key}'`, {
      hint: `slipway secret list ${key}`,
    })
  }
  await recordAct(ports, wanted, { action: "remove-secret", key })
  return ok(undefined)
}

interface Found {
  readonly key: string
  /** Names that slipway.yaml has for it. */
  readonly named: readonly string[]
}

async function changeable(ports: ServerPorts, { environment, person }: Wanted): Promise<Result<Found>> {
  const allowed = await requireRight(ports, person, "secrets")
  return allowed.ok ? findTemplate(ports, environment) : allowed
}

/** By the key under `environments:`, or the name of one that exists. */
async function findTemplate(ports: ServerPorts, text: string): Promise<Result<Found>> {
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return rules
  const { definition } = rules.value
  const { environments } = definition
  const keys = Object.keys(environments)
  const key = keys.includes(text) ? text : (await ports.store.environments.get(text))?.template
  if (key !== undefined && keys.includes(key)) return ok({ key, named: secretNames(definition, key) })
  return fail("environment-unknown", `there is no environment '${text}'`, { hint: `there are ${keys.join(", ")}` })
}

async function recordAct(
  { store, clock }: ServerPorts,
  { name, person }: Wanted,
  { action, key }: { readonly action: "set-secret" | "remove-secret"; readonly key: string },
): Promise<void> {
  await store.audit.append({ at: clock.now(), person, action, subject: `${name} of ${key}`, detail: null })
}
