import type { Proof } from "../../src/core/promotion/promotion-facts.ts"
import type { Digest } from "../../src/core/shared/digest.ts"
import { BEGINNING, type Happening } from "./history.ts"

export type Kind = Happening["kind"]
export type HappeningOf<K extends Kind> = Happening & { readonly kind: K }

/** A happening that left a statement or a record behind. */
export interface Noted<H = Happening> {
  readonly happened: H
  readonly index: number
  readonly at: number
  /** What a decision was bound to. */
  readonly rules: Digest | null
}

/** A release in an environment, as the store has it. */
export interface Deployed {
  readonly release: number
  readonly index: number
  readonly mocks: readonly string[]
  /** By its last verification. */
  verified: boolean
}

export const absent: Proof = { kind: "absent" }

/** What the server's store and registry hold after what has happened. */
export class CoreNotes {
  now = BEGINNING
  book = 0
  #happened = 0
  readonly #noted = new Map<Kind, Noted[]>()
  readonly #byRelease = new Map<string, Noted[]>()
  readonly #lost = new Set<number>()
  readonly #deployed = new Map<string, Deployed[]>()
  /** What each verification was about. */
  readonly #verified = new Map<number, Deployed>()

  /** `rulesOf`: the rules that a decision is bound to. */
  add(happened: Happening, rulesOf: (environment: string, wayIn: number) => Digest): void {
    const index = this.#happened++
    switch (happened.kind) {
      case "wait":
        this.now += happened.for
        return
      case "rules":
        this.book = happened.book
        return
      case "lose":
        this.#lost.add(happened.happened)
        return
      case "deploy": {
        const { environment, release, mocks } = happened
        this.#deployed.set(environment, [...this.deployed(environment), { release, index, mocks, verified: false }])
        return
      }
      case "verify": {
        const serving = this.serving(happened.environment)
        if (!serving) return
        this.#verified.set(index, serving)
        serving.verified = happened.outcome === "succeeded"
      }
    }
    const rules = "gate" in happened ? rulesOf(happened.environment, happened.wayIn) : null
    const noted = { happened, index, at: this.now, rules }
    add(this.#noted, happened.kind, noted)
    if ("release" in happened) add(this.#byRelease, `${happened.kind} ${happened.release}`, noted)
  }

  /** Oldest first. */
  deployed(environment: string): readonly Deployed[] {
    return this.#deployed.get(environment) ?? []
  }

  serving(environment: string): Deployed | undefined {
    return this.deployed(environment).at(-1)
  }

  /** What verifications in an environment said of a release, with the deployment that each was about. */
  verifications(release: number, environment: string) {
    return this.all("verify").flatMap((noted) => {
      const deployed = this.#verified.get(noted.index)
      const isOne = noted.happened.environment === environment && deployed?.release === release
      return isOne ? [{ ...noted, deployed }] : []
    })
  }

  built(release: number): HappeningOf<"build"> {
    return this.all("build")[release]?.happened ?? missing("build")
  }

  /** Whether its commit is on the protected branch. */
  isMerged(release: number): boolean {
    return this.built(release).branch === "main" || this.of("merge", release).length > 0
  }

  /** All whose commits a release contains, itself too. */
  contained(release: number): ReadonlySet<number> {
    const found = new Set([release])
    for (const one of found) for (const other of this.built(one).contains) found.add(other)
    return found
  }

  of<K extends Kind>(kind: K, release: number): readonly Noted<HappeningOf<K>>[] {
    return only(this.#byRelease.get(`${kind} ${release}`) ?? [], kind)
  }

  all<K extends Kind>(kind: K): readonly Noted<HappeningOf<K>>[] {
    return only(this.#noted.get(kind) ?? [], kind)
  }

  proof(noted: Noted<{ readonly signer: string }> | undefined): Proof {
    if (!noted) return absent
    if (this.#lost.has(noted.index)) return { kind: "unreadable", why: "it is not in the registry" }
    return { kind: "valid", signer: noted.happened.signer }
  }
}

function add<K>(lists: Map<K, Noted[]>, key: K, noted: Noted): void {
  const list = lists.get(key)
  if (list) list.push(noted)
  else lists.set(key, [noted])
}

function only<K extends Kind>(noted: readonly Noted[], kind: K): readonly Noted<HappeningOf<K>>[] {
  const isOne = (one: Noted): one is Noted<HappeningOf<K>> => one.happened.kind === kind
  return noted.every(isOne) ? noted : noted.filter(isOne)
}

export function missing(what: string): never {
  throw new RangeError(`there is no such ${what}`)
}
