import { randomUUID } from "node:crypto"
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { keyIdOf } from "../../core/evidence/envelope.ts"
import type { KnownSigners } from "../../ports/signer.ts"

const KEY_ID = /^[0-9a-f]{64}$/
const entrySchema = z.object({ name: z.string().min(1).max(100), publicKey: z.string().max(10_000) })

export interface KnownSigner {
  readonly name: string
  readonly publicKey: string
}

/**
 * Known signers as a folder of `<key id>.json` files: `{ "name": "server", "publicKey": "-----BEGIN PUBLIC KEY..." }`.
 * A file whose key has another fingerprint than its name says is not believed.
 */
export class SignerFolder implements KnownSigners {
  readonly #folder: string
  /** Fingerprints by key: the files are read at every look, since who is known may change. */
  readonly #fingerprints = new Map<string, string | undefined>()

  constructor(folder: string) {
    this.#folder = folder
  }

  async find(keyId: string): Promise<KnownSigner | undefined> {
    if (!KEY_ID.test(keyId)) return undefined
    const text = await readFile(join(this.#folder, `${keyId}.json`), "utf8").catch(() => "null")
    const parsed = entrySchema.safeParse(parseJson(text))
    return parsed.success && this.#fingerprint(parsed.data.publicKey) === keyId ? parsed.data : undefined
  }

  /** Makes a signer known; the same one twice is fine. Returns the key id. */
  async add(signer: KnownSigner): Promise<string> {
    const keyId = keyIdOf(signer.publicKey)
    if (keyId === undefined) throw new TypeError(`the public key of ${signer.name} is not an Ed25519 key`)
    await mkdir(this.#folder, { recursive: true })
    const partial = join(this.#folder, `.${randomUUID()}`)
    try {
      await writeFile(partial, `${JSON.stringify({ name: signer.name, publicKey: signer.publicKey }, null, 2)}\n`)
      await rename(partial, join(this.#folder, `${keyId}.json`))
    } finally {
      await rm(partial, { force: true })
    }
    return keyId
  }

  /** All that are known, sorted by key id. */
  async list(): Promise<readonly (KnownSigner & { readonly keyId: string })[]> {
    const names = await readdir(this.#folder).catch((): string[] => [])
    const found = await Promise.all(
      names.sort().map(async (name) => {
        const keyId = name.slice(0, -".json".length)
        const signer = name.endsWith(".json") ? await this.find(keyId) : undefined
        return signer ? [{ keyId, ...signer }] : []
      }),
    )
    return found.flat()
  }

  #fingerprint(publicKey: string): string | undefined {
    if (!this.#fingerprints.has(publicKey)) this.#fingerprints.set(publicKey, keyIdOf(publicKey))
    return this.#fingerprints.get(publicKey)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
