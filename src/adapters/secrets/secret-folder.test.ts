import assert from "node:assert/strict"
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import { SecretFolder } from "./secret-folder.ts"

async function temporary(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-secrets-"))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return join(folder, "secrets")
}

async function found(secrets: SecretFolder, environment: string, name: string) {
  const secret = await secrets.find(environment, name)
  assert(secret.ok)
  return secret.value
}

describe("secrets in a folder", () => {
  it("are kept for each environment, in files that only their owner reads, and gone when removed", async (t) => {
    const folder = await temporary(t)
    const secrets = new SecretFolder(folder, {})
    await Promise.all(["A", "B", "C"].map((name) => secrets.set("uat", name, `value of ${name}`)))
    await secrets.set("production", "A", "value of A")
    const later = new SecretFolder(folder, {})
    assert.deepEqual(await later.names("uat"), { ok: true, value: ["A", "B", "C"] })
    assert.deepEqual(
      [(await found(later, "uat", "B"))?.value, await found(later, "uat", "D")],
      ["value of B", undefined],
    )
    assert.deepEqual(await later.remove("uat", "B"), { ok: true, value: true })
    assert.deepEqual(await later.remove("uat", "B"), { ok: true, value: false })
    assert.equal(await found(later, "uat", "B"), undefined)
    assert.deepEqual((await readdir(folder)).sort(), ["production.json", "uat.json", "version-key"])
    for (const name of await readdir(folder)) assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600)
    assert.equal((await stat(folder)).mode & 0o777, 0o700)
  })

  it("have versions that say whether a value is another one, and nothing else", async (t) => {
    const folder = await temporary(t)
    const secrets = new SecretFolder(folder, {})
    await secrets.set("uat", "A", "one")
    await secrets.set("uat", "B", "one")
    await secrets.set("production", "A", "one")
    const versions = [
      await found(secrets, "uat", "A"),
      await found(secrets, "uat", "B"),
      await found(secrets, "production", "A"),
    ]
    assert.equal(new Set(versions.map((one) => one?.version)).size, 3)
    await secrets.set("uat", "A", "two")
    assert.notEqual((await found(secrets, "uat", "A"))?.version, versions[0]?.version)
    await secrets.set("uat", "A", "one")
    assert.equal((await found(new SecretFolder(folder, {}), "uat", "A"))?.version, versions[0]?.version)
    const elsewhere = new SecretFolder(`${folder}-2`, {})
    await elsewhere.set("uat", "A", "one")
    assert.notEqual((await found(elsewhere, "uat", "A"))?.version, versions[0]?.version)
  })

  it("are the server's own variables where none was set, of that environment alone", async (t) => {
    const secrets = new SecretFolder(await temporary(t), { SLIPWAY_SECRET__PRE_PROD__A: "given", A: "not this" })
    const { value, origin } = (await found(secrets, "pre-prod", "A")) ?? {}
    assert.deepEqual([value, origin, await found(secrets, "prod", "A")], ["given", "server", undefined])
    await secrets.set("pre-prod", "A", "set")
    assert.equal((await found(secrets, "pre-prod", "A"))?.value, "set")
  })

  it("are refused where others can read them, or what is there are none", async (t) => {
    const folder = await temporary(t)
    const secrets = new SecretFolder(folder, {})
    await secrets.set("uat", "A", "value")
    await chmod(join(folder, "uat.json"), 0o604)
    const readable = await secrets.find("uat", "A")
    assert.equal(readable.ok ? "" : readable.failure.reason, "key-unusable")
    const set = await secrets.set("uat", "A", "other")
    assert.equal(set.ok, false)
    for (const text of ["[]", "{", '{"A":1}', "null"]) {
      await writeFile(join(folder, "uat.json"), text)
      await chmod(join(folder, "uat.json"), 0o600)
      const broken = await secrets.find("uat", "A")
      assert.equal(broken.ok ? "" : broken.failure.reason, "store-failed", text)
    }
  })
})
