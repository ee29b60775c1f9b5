import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { Credentials } from "./credentials.ts"
import { refusal } from "./registry-failure.ts"

type Env = Readonly<Record<string, string | undefined>>

const HUB = "registry-1.docker.io"
const LIMIT = 1024 * 1024

/**
 * Credentials for a registry's host from Docker's `config.json` (docs.docker.com/reference/cli/docker/login): the helper
 * for this host, else the store of all hosts, else what is written down under `auths`. Null: anonymous.
 */
export async function readCredentials(host: string, env: Env): Promise<Credentials | null> {
  const file = join(
    env.DOCKER_CONFIG || join(env.HOME || (await import("node:os")).homedir(), ".docker"),
    "config.json",
  )
  const text = await readFile(file, "utf8").catch(() => undefined)
  if (text === undefined) return null
  const config = parse(text, file)
  const keys = keysOf(host)
  const helper = keys.map((key) => textAt(objectAt(config, "credHelpers"), key)).find(Boolean)
  const store = helper ?? textAt(config, "credsStore")
  if (store !== undefined) {
    const { askHelper } = await import("./credential-helper.ts")
    const found = await firstOf(keys, (key) => askHelper(store, key, env))
    if (found || helper !== undefined) return found
  }
  return keys.map((key) => written(objectAt(objectAt(config, "auths"), key))).find((found) => found !== null) ?? null
}

/** How a host may be called in the file: older versions of Docker wrote addresses. */
function keysOf(host: string): readonly string[] {
  if (host === HUB) return ["https://index.docker.io/v1/", "index.docker.io", "docker.io", host]
  return [host, `https://${host}`, `https://${host}/`, `http://${host}`, `https://${host}/v1/`, `https://${host}/v2/`]
}

async function firstOf(
  keys: readonly string[],
  ask: (key: string) => Promise<Credentials | null>,
): Promise<Credentials | null> {
  for (const key of keys.slice(0, 2)) {
    const found = await ask(key)
    if (found) return found
  }
  return null
}

function written(entry: object): Credentials | null {
  const identity = textAt(entry, "identitytoken")
  if (identity) return { kind: "identity", token: identity }
  const bearer = textAt(entry, "registrytoken")
  if (bearer) return { kind: "bearer", token: bearer }
  const auth = Buffer.from(textAt(entry, "auth") ?? "", "base64").toString("utf8")
  const colon = auth.indexOf(":")
  const username = colon < 0 ? textAt(entry, "username") : auth.slice(0, colon)
  const password = colon < 0 ? textAt(entry, "password") : auth.slice(colon + 1)
  return username && password ? { kind: "password", username, password: password.replace(/\0+$/, "") } : null
}

function parse(text: string, file: string): object {
  try {
    const config: unknown = text.length > LIMIT ? null : JSON.parse(text)
    if (typeof config === "object" && config !== null) return config
  } catch {
    // Said below: the parser's message could quote a password.
  }
  throw refusal("registry-denied", `${file} is not JSON, so credentials cannot be read`, "correct it, or log in again")
}

function objectAt(parent: object, key: string): object {
  const value: unknown = Object.getOwnPropertyDescriptor(parent, key)?.value
  return typeof value === "object" && value !== null ? value : {}
}

function textAt(parent: object, key: string): string | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(parent, key)?.value
  return typeof value === "string" && value !== "" ? value : undefined
}
