import { createHmac, randomBytes } from "node:crypto"
import { join } from "node:path"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { EnvironmentSecrets, Secret, SecretOrigin } from "../../ports/environment-secrets.ts"
import { readPrivateFile, writePrivateFile } from "./private-file.ts"
import { secretVariable } from "./secret-variable.ts"

type Values = Readonly<Record<string, string>>

const ENVIRONMENT = /^[a-z][a-z0-9-]{0,62}$/

/**
 * Secrets in a folder outside of the project: a file for each environment, which only its owner can read, and the key
 * that versions are made with. What is not set there is looked for among the server's own environment variables.
 */
export class SecretFolder implements EnvironmentSecrets {
  readonly #folder: string
  readonly #env: Readonly<Record<string, string | undefined>>
  #turn: Promise<unknown> = Promise.resolve()

  constructor(folder: string, env: Readonly<Record<string, string | undefined>>) {
    this.#folder = folder
    this.#env = env
  }

  async find(
    environment: string,
    name: string,
  ): Promise<Result<(Secret & { readonly origin: SecretOrigin }) | undefined>> {
    const values = await this.#read(environment)
    if (!values.ok) return values
    const set = Object.hasOwn(values.value, name) ? values.value[name] : undefined
    const value = set ?? this.#env[secretVariable(environment, name)]
    if (value === undefined) return ok(undefined)
    const version = await this.#versionOf(environment, name, value)
    if (!version.ok) return version
    return ok({ value, version: version.value, origin: set === undefined ? "server" : "set" })
  }

  async names(environment: string): Promise<Result<readonly string[]>> {
    const values = await this.#read(environment)
    return values.ok ? ok(Object.keys(values.value).sort()) : values
  }

  set(environment: string, name: string, value: string): Promise<Result<void>> {
    return this.#inTurn(async () => {
      const values = await this.#read(environment)
      return values.ok ? this.#write(environment, { ...values.value, [name]: value }) : values
    })
  }

  remove(environment: string, name: string): Promise<Result<boolean>> {
    return this.#inTurn(async () => {
      const values = await this.#read(environment)
      if (!values.ok) return values
      if (!Object.hasOwn(values.value, name)) return ok(false)
      const rest = Object.fromEntries(Object.entries(values.value).filter(([known]) => known !== name))
      const written = await this.#write(environment, rest)
      return written.ok ? ok(true) : written
    })
  }

  async #read(environment: string): Promise<Result<Values>> {
    const path = this.#fileOf(environment)
    const read = await readPrivateFile(path)
    if (!read.ok) return read
    if (!read.value) return ok({})
    const values = parsed(read.value)
    if (isValues(values)) return ok(values)
    return fail("store-failed", `${path} holds no secrets: it must be one JSON object of names and texts`)
  }

  #write(environment: string, values: Values): Promise<Result<void>> {
    const text = `${JSON.stringify(values, null, 2)}\n`
    return writePrivateFile(this.#fileOf(environment), Buffer.from(text), { replace: true })
  }

  async #versionOf(environment: string, name: string, value: string): Promise<Result<string>> {
    const path = join(this.#folder, "version-key")
    const known = await readPrivateFile(path)
    if (!known.ok) return known
    if (!known.value) {
      const made = await writePrivateFile(path, randomBytes(32), { replace: false })
      return made.ok ? this.#versionOf(environment, name, value) : made
    }
    const hmac = createHmac("sha256", known.value).update(JSON.stringify([environment, name, value]))
    return ok(hmac.digest("hex").slice(0, 32))
  }

  #fileOf(environment: string): string {
    if (!ENVIRONMENT.test(environment)) throw new RangeError(`not a key of environments: ${environment}`)
    return join(this.#folder, `${environment}.json`)
  }

  /** What is read is written again: one change at a time. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(change)
    this.#turn = result.catch(() => {})
    return result
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

function isValues(values: unknown): values is Values {
  if (typeof values !== "object" || values === null || Array.isArray(values)) return false
  return Object.values(values).every((value) => typeof value === "string")
}
