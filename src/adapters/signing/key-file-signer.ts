import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto"
import { link, mkdir, open, readFile, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { keyIdOf } from "../../core/evidence/envelope.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { Signer } from "../../ports/signer.ts"

const NAME = /^[a-z0-9][a-z0-9:._@+-]{0,99}$/

/**
 * A signer whose Ed25519 key is a file: `<folder>/<name>.key` (PKCS #8, PEM), mode 0600, made with the first use. Two
 * processes that make it at once end up with the same key. A key that others can read is refused: it proves nothing.
 */
export async function openKeyFileSigner(
  folder: string,
  name: string,
): Promise<Result<Signer & { readonly publicKey: string }>> {
  if (!NAME.test(name)) return fail("argument-invalid", `${JSON.stringify(name)} cannot name a signer`)
  const path = join(folder, `${encodeURIComponent(name)}.key`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const found = (await readKeyFile(path)) ?? (await createKeyFile(path))
    if (found.isReadableByOthers) {
      return fail("key-unusable", `others can read the key ${path}`, { hint: `remove it, or run: chmod 600 '${path}'` })
    }
    return signerOf(name, path, found.pem)
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error
    return fail("store-failed", `the key ${path} cannot be used: ${error.message}`)
  }
}

function signerOf(name: string, path: string, pem: string): Result<Signer & { readonly publicKey: string }> {
  const key = readPrivateKey(pem)
  const publicKey = key && createPublicKey(key).export({ type: "spki", format: "pem" }).toString()
  const keyId = publicKey && keyIdOf(publicKey)
  if (!key || !keyId) {
    return fail("key-unusable", `${path} holds no Ed25519 key`, {
      hint: "remove it: a new one is made at the next use",
    })
  }
  return ok({ name, keyId, publicKey, sign: async (bytes) => sign(null, bytes, key) })
}

async function readKeyFile(path: string): Promise<{ pem: string; isReadableByOthers: boolean } | undefined> {
  try {
    const { mode } = await stat(path)
    return { pem: await readFile(path, "utf8"), isReadableByOthers: (mode & 0o077) !== 0 }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined
    throw error
  }
}

/** A link, unlike a rename, does not replace: whoever comes second takes the first one's key. */
async function createKeyFile(path: string): Promise<{ pem: string; isReadableByOthers: boolean }> {
  const { privateKey } = generateKeyPairSync("ed25519")
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString()
  const partial = `${path}.${randomUUID()}`
  const file = await open(partial, "wx", 0o600)
  try {
    await file.writeFile(pem)
    await file.sync()
    await link(partial, path)
    return { pem, isReadableByOthers: false }
  } catch (error) {
    const first = await readKeyFile(path)
    if (first) return first
    throw error
  } finally {
    await file.close()
    await rm(partial, { force: true })
  }
}

function readPrivateKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem)
    return key.asymmetricKeyType === "ed25519" ? key : undefined
  } catch {
    return undefined
  }
}
