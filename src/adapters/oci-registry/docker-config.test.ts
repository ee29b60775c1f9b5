import assert from "node:assert/strict"
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { FailureError } from "../../core/shared/result.ts"
import type { Credentials } from "./credentials.ts"
import { readCredentials } from "./docker-config.ts"

const auth = (text: string) => ({ auth: Buffer.from(text).toString("base64") })
const password = (username: string, secret: string) => ({ kind: "password", username, password: secret }) as const

/** Reads the credentials for a host from a config.json of this content, with these helpers on the PATH. */
async function read(host: string, config: unknown, helpers: Readonly<Record<string, string>> = {}) {
  await using folder = await temporaryFolder()
  const [configFolder, bin] = [join(folder.path, "docker"), join(folder.path, "bin")]
  await mkdir(configFolder)
  await mkdir(bin)
  if (config !== undefined) {
    await writeFile(join(configFolder, "config.json"), typeof config === "string" ? config : JSON.stringify(config))
  }
  for (const [name, script] of Object.entries(helpers)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`)
    await chmod(join(bin, name), 0o755)
  }
  const env = { DOCKER_CONFIG: configFolder, PATH: `${bin}:/usr/bin:/bin`, NOTES: join(folder.path, "notes") }
  const credentials = await readCredentials(host, env)
  const notes = await readFile(env.NOTES, "utf8").catch(() => "")
  return { credentials, notes }
}

describe("Docker's config.json", () => {
  const cases: readonly [what: string, host: string, config: unknown, expected: Credentials | null][] = [
    ["is not there", "registry.example.com", undefined, null],
    ["knows nobody", "registry.example.com", {}, null],
    [
      "has a password",
      "registry.example.com",
      { auths: { "registry.example.com": auth("ann:a:b") } },
      password("ann", "a:b"),
    ],
    [
      "has it for a port",
      "registry.example.com:5000",
      { auths: { "registry.example.com": auth("x:y"), "registry.example.com:5000": auth("ann:secret") } },
      password("ann", "secret"),
    ],
    [
      "has it under an address",
      "registry.example.com",
      { auths: { "https://registry.example.com/v2/": auth("ann:secret") } },
      password("ann", "secret"),
    ],
    [
      "has Docker Hub's",
      "registry-1.docker.io",
      { auths: { "https://index.docker.io/v1/": auth("ann:secret") } },
      password("ann", "secret"),
    ],
    ["has another host's", "registry.example.com", { auths: { "registry.example.net": auth("ann:secret") } }, null],
    [
      "has a name and a password",
      "registry.example.com",
      { auths: { "registry.example.com": { username: "ann", password: "secret" } } },
      password("ann", "secret"),
    ],
    [
      "has a refresh token",
      "registry.example.com",
      { auths: { "registry.example.com": { ...auth("ann:"), identitytoken: "long" } } },
      { kind: "identity", token: "long" },
    ],
    [
      "has a token for the registry",
      "registry.example.com",
      { auths: { "registry.example.com": { registrytoken: "jwt" } } },
      { kind: "bearer", token: "jwt" },
    ],
    ["has an empty entry", "registry.example.com", { auths: { "registry.example.com": {} } }, null],
    [
      "has nonsense",
      "registry.example.com",
      { auths: { "registry.example.com": auth("no colon") }, credHelpers: 5 },
      null,
    ],
    ["knows a word of JavaScript", "constructor", { auths: {} }, null],
  ]
  for (const [what, host, config, expected] of cases) {
    test(what, async () => assert.deepEqual((await read(host, config)).credentials, expected))
  }

  test("that is no JSON is said to be so, without a word of it", async () => {
    await assert.rejects(
      read("registry.example.com", '{"auths":{"registry.example.com":{"auth":"aHVudGVyMg"'),
      (error) => error instanceof FailureError && !error.message.includes("aHVudGVyMg"),
    )
  })
})

describe("a credential helper", () => {
  const answering = (username: string, secret: string) =>
    `read server; echo "$1 $server" >>"$NOTES"; echo '${JSON.stringify({ ServerURL: "x", Username: username, Secret: secret })}'`

  test("of the host is asked before the store of all hosts, and before the file", async () => {
    const config = {
      credHelpers: { "registry.example.com": "ecr-login" },
      credsStore: "desktop",
      auths: { "registry.example.com": auth("old:old") },
    }
    const helpers = {
      "docker-credential-ecr-login": answering("AWS", "token"),
      "docker-credential-desktop": answering("ann", "secret"),
    }
    const asked = await read("registry.example.com", config, helpers)
    assert.deepEqual(asked.credentials, password("AWS", "token"))
    assert.equal(asked.notes, "get registry.example.com\n")
    assert.deepEqual((await read("other.example.com", config, helpers)).credentials, password("ann", "secret"))
  })

  test("may have a refresh token", async () => {
    const helpers = { "docker-credential-desktop": answering("<token>", "long") }
    const { credentials } = await read("registry.example.com", { credsStore: "desktop" }, helpers)
    assert.deepEqual(credentials, { kind: "identity", token: "long" })
  })

  test("may know nothing: then the file counts, or nobody", async () => {
    const helpers = { "docker-credential-desktop": "echo credentials not found in native keychain; exit 1" }
    const auths = { "registry.example.com": auth("ann:secret") }
    assert.equal((await read("registry.example.com", { credsStore: "desktop" }, helpers)).credentials, null)
    const both = await read("registry.example.com", { credsStore: "desktop", auths }, helpers)
    assert.deepEqual(both.credentials, password("ann", "secret"))
  })

  const failing: readonly [what: string, store: string, script: string | null, says: RegExp][] = [
    ["that is not there", "absent", null, /docker-credential-absent, .* could not be run/],
    ["that fails", "desktop", "echo hunter2 >&2; exit 3", /failed with status 3/],
    ["that says something else", "desktop", "echo hello hunter2", /answered with something else/],
    ["whose name is a path", "../../bin/sh", null, /no program's name/],
  ]
  for (const [what, store, script, says] of failing) {
    test(`${what} is an error, without a word of what it said`, async () => {
      const helpers: Record<string, string> = script === null ? {} : { [`docker-credential-${store}`]: script }
      await assert.rejects(
        read("registry.example.com", { credsStore: store }, helpers),
        (error) => error instanceof FailureError && says.test(error.message) && !error.message.includes("hunter2"),
      )
    })
  }
})
