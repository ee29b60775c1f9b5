import { createHmac, timingSafeEqual } from "node:crypto"
import { parseResourceLabel, type ResourceOwner, resourceLabel } from "../../core/environment/resource-name.ts"
import type { Send } from "./redis-client.ts"

/** A hash in database 0: `prefix/<prefix>` or `database/<number>` → whose it is, sealed. */
const CLAIMS = "slipway:owners"

export interface Claim {
  readonly owner: ResourceOwner
  readonly field: string
}

/**
 * Who has which keys and databases of a Redis. Claims are sealed with the server's key: a service that may write to
 * database 0 could otherwise have something foreign removed as that of an environment that is gone.
 */
export class RedisClaims {
  readonly #send: Send
  readonly #server: string
  readonly #key: Buffer

  /** The connection is in database 0 after each call. */
  constructor(send: Send, { server, key }: { readonly server: string; readonly key: Buffer }) {
    this.#send = send
    this.#server = server
    this.#key = key
  }

  /** Those of this Slipway server. */
  async all(): Promise<readonly Claim[]> {
    await this.#send("SELECT", "0")
    const answer = await this.#send("HGETALL", CLAIMS)
    const flat = Array.isArray(answer) ? answer.map(String) : []
    return flat.flatMap((field, index) => (index % 2 === 0 ? this.#open(field, flat[index + 1] ?? "") : []))
  }

  async of(owner: ResourceOwner): Promise<readonly Claim[]> {
    const label = resourceLabel(owner)
    return (await this.all()).filter((claim) => resourceLabel(claim.owner) === label)
  }

  /** False if somebody has it, this owner included. */
  async take(owner: ResourceOwner, field: string): Promise<boolean> {
    await this.#send("SELECT", "0")
    const label = resourceLabel(owner)
    return (await this.#send("HSETNX", CLAIMS, field, `${label} ${this.#seal(field, label)}`)) === 1
  }

  async release(field: string): Promise<void> {
    await this.#send("SELECT", "0")
    await this.#send("HDEL", CLAIMS, field)
  }

  #open(field: string, value: string): readonly Claim[] {
    const [label = "", seal = ""] = value.split(" ")
    const expected = this.#seal(field, label)
    const isOurs = seal.length === expected.length && timingSafeEqual(Buffer.from(seal), Buffer.from(expected))
    const owner = isOurs ? parseResourceLabel(this.#server, label) : undefined
    return owner ? [{ owner, field }] : []
  }

  #seal(field: string, label: string): string {
    return createHmac("sha256", this.#key).update(`claim ${field} ${label}`).digest("hex")
  }
}
