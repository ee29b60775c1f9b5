import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { generateKeyPairSync } from "node:crypto"
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { promisify } from "node:util"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { isSignedBy, makeEnvelope, preAuthenticationEncoding } from "../../core/evidence/envelope.ts"
import { openKeyFileSigner } from "./key-file-signer.ts"
import { SignerFolder } from "./signer-folder.ts"

const run = promisify(execFile)

describe("a signer whose key is a file", () => {
  test("makes it once, for its owner only, and signs with it ever after", async () => {
    await using folder = await temporaryFolder()
    const keys = join(folder.path, "keys")
    const first = valueFrom(await openKeyFileSigner(keys, "laptop:ann"))
    const again = valueFrom(await openKeyFileSigner(keys, "laptop:ann"))
    const other = valueFrom(await openKeyFileSigner(keys, "laptop:bob"))
    assert.equal(again.keyId, first.keyId)
    assert.notEqual(other.keyId, first.keyId)
    assert.deepEqual((await readdir(keys)).sort(), ["laptop%3Aann.key", "laptop%3Abob.key"])
    for (const name of await readdir(keys)) assert.equal((await stat(join(keys, name))).mode & 0o777, 0o600)
    assert.equal((await stat(keys)).mode & 0o777, 0o700)
    const payload = Buffer.from("{}")
    const bytes = preAuthenticationEncoding("application/vnd.in-toto+json", payload)
    const envelope = makeEnvelope(payload, first.keyId, await again.sign(bytes))
    assert.equal(isSignedBy(envelope, first.publicKey), true)
    assert.equal(isSignedBy(envelope, other.publicKey), false)
  })

  test("processes that make it at once get the same key", async () => {
    await using folder = await temporaryFolder()
    const program = `
      import { openKeyFileSigner } from ${JSON.stringify(new URL("./key-file-signer.ts", import.meta.url).href)}
      const signer = await openKeyFileSigner(${JSON.stringify(folder.path)}, "server")
      console.log(signer.ok ? signer.value.keyId : signer.failure.message)`
    const start = () => run(process.execPath, ["--input-type=module", "--eval", program])
    const said = await Promise.all([start(), start(), start(), start()])
    assert.equal(new Set(said.map(({ stdout }) => stdout)).size, 1)
    assert.match(said[0].stdout, /^[0-9a-f]{64}\n$/)
    assert.deepEqual(await readdir(folder.path), ["server.key"])
  })

  test("a key that others can read proves nothing", async () => {
    await using folder = await temporaryFolder()
    valueFrom(await openKeyFileSigner(folder.path, "server"))
    const path = join(folder.path, "server.key")
    for (const mode of [0o640, 0o604, 0o620, 0o601, 0o777]) {
      await chmod(path, mode)
      const { hint } = failureFrom(await openKeyFileSigner(folder.path, "server"), "key-unusable")
      assert.match(hint ?? "", /chmod 600/)
    }
    await chmod(path, 0o400)
    valueFrom(await openKeyFileSigner(folder.path, "server"))
  })

  test("a file that holds another kind of key, or none, is said to, and left as it is", async () => {
    await using folder = await temporaryFolder()
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
    const path = join(folder.path, "server.key")
    for (const text of ["", "-----BEGIN PRIVATE KEY-----\n", privateKey.export({ type: "pkcs8", format: "pem" })]) {
      await writeFile(path, text, { mode: 0o600 })
      failureFrom(await openKeyFileSigner(folder.path, "server"), "key-unusable")
      assert.equal(await readFile(path, "utf8"), text)
    }
    await rm(path)
    await mkdir(path)
    failureFrom(await openKeyFileSigner(folder.path, "server"), "store-failed")
  })

  test("names that are paths are none", async () => {
    await using folder = await temporaryFolder()
    for (const name of ["", "..", "../server", "a/b", ".hidden", "Ünï", "a\nb", "x".repeat(101)]) {
      failureFrom(await openKeyFileSigner(join(folder.path, "keys"), name), "argument-invalid")
    }
    assert.deepEqual(await readdir(folder.path), [])
  })
})

describe("a folder of known signers", () => {
  test("knows whom it was told, and nobody else", async () => {
    await using folder = await temporaryFolder()
    const signers = new SignerFolder(join(folder.path, "signers"))
    const ann = valueFrom(await openKeyFileSigner(join(folder.path, "keys"), "laptop:ann"))
    assert.deepEqual(await signers.list(), [])
    assert.equal(await signers.add(ann), ann.keyId)
    await signers.add(ann)
    assert.deepEqual(await signers.find(ann.keyId), { name: "laptop:ann", publicKey: ann.publicKey })
    assert.deepEqual(await signers.list(), [{ keyId: ann.keyId, name: "laptop:ann", publicKey: ann.publicKey }])
    for (const id of ["", "..", `../signers/${ann.keyId}`, "0".repeat(64), ann.keyId.toUpperCase()]) {
      assert.equal(await signers.find(id), undefined, id)
    }
    await assert.rejects(signers.add({ name: "eve", publicKey: "none" }), /not an Ed25519 key/)
  })

  test("a file whose key is not the one it is named after is not believed", async () => {
    await using folder = await temporaryFolder()
    const signers = new SignerFolder(folder.path)
    const ann = valueFrom(await openKeyFileSigner(join(folder.path, "keys"), "laptop:ann"))
    const eve = valueFrom(await openKeyFileSigner(join(folder.path, "keys"), "laptop:eve"))
    await signers.add(ann)
    const file = join(folder.path, `${ann.keyId}.json`)
    for (const text of [JSON.stringify({ name: "laptop:ann", publicKey: eve.publicKey }), "{", "[]", ""]) {
      await writeFile(file, text)
      assert.equal(await signers.find(ann.keyId), undefined)
      assert.deepEqual(await signers.list(), [])
    }
  })
})
