import type { Definition } from "../../src/core/definition/schema/definition-schema.ts"
import { allIdentities } from "../../src/core/evidence/analysis-findings.ts"
import type { EffectiveRules } from "../../src/core/promotion/effective-rules.ts"
import { isHotfixBranch } from "../../src/core/promotion/hotfix-branch.ts"
import type { PromotionFacts, Proof } from "../../src/core/promotion/promotion-facts.ts"
import type { CoreNotes } from "./core-notes.ts"

/** What git and the store know about the commits of a release. */
export class CodeFacts {
  readonly #notes: CoreNotes

  constructor(notes: CoreNotes) {
    this.#notes = notes
  }

  hotfix(release: number, environment: string, rules: Definition): PromotionFacts["hotfix"] {
    const serving = this.#notes.serving(environment)
    if (!serving || serving.release === release) return null
    const { branch, comparable } = this.#notes.built(serving.release)
    const branches = [branch, ...(this.#notes.isMerged(serving.release) ? ["main"] : [])]
    const hotfix = branches.find((one) => isHotfixBranch(rules, environment, one))
    if (hotfix === undefined) return null
    const commit = this.#commit(serving.release, 0)
    if (!comparable || !this.#notes.built(release).comparable) {
      return { commit, branch: hotfix, missing: { unknown: "git cannot compare the commits" } }
    }
    const own = this.#notes.contained(release)
    const lacking = [...this.#notes.contained(serving.release)].filter((one) => !own.has(one))
    return { commit, branch: hotfix, missing: { commits: lacking.map((one) => this.#commit(one, 0)) } }
  }

  merge(release: number, { wayIn }: EffectiveRules, upstream: Proof | undefined): PromotionFacts["merge"] {
    if (!("environment" in wayIn) || wayIn.when.kind !== "branch") return null
    const isMerged = this.#notes.isMerged(release) || this.#notes.of("squash", release).length > 0
    const verified = this.#notes.deployed(wayIn.environment).findLast((one) => one.verified)
    const isOther = isMerged && upstream?.kind === "absent" && verified !== undefined
    // Where no path differs, equal inputs were built to other bytes.
    return { isMerged, differs: isOther ? ["web/server.js"].slice((release + verified.release) % 2) : null }
  }

  reviews(release: number, environment: string): PromotionFacts["reviews"] {
    const brought = this.#brought(release, environment)
    if (!brought) return { kind: "unknown", why: "git cannot compare the commits" }
    const commits = brought.flatMap((one) =>
      this.#notes.built(one).authors.map((author, number) => ({
        commit: this.#commit(one, number),
        emails: [author],
        reviews: this.#notes
          .of("review", one)
          .filter(({ happened }) => happened.commit === number)
          .map((noted) => ({ person: noted.happened.person, proof: this.#notes.proof(noted) })),
      })),
    )
    return { kind: "known", commits }
  }

  writers(release: number, environment: string): PromotionFacts["brought"] {
    const brought = this.#brought(release, environment)?.map((one) => this.#notes.built(one))
    if (!brought) return { kind: "unknown", why: "git cannot compare the commits" }
    const author = brought.flatMap(({ authors }) => authors)
    return { kind: "known", author, committer: brought.map(({ committer }) => committer) }
  }

  /** Releases whose commits do not run there yet; undefined where nobody can tell. */
  #brought(release: number, environment: string): readonly number[] | undefined {
    const serving = this.#notes.serving(environment)
    const there = serving ? this.#notes.contained(serving.release) : new Set<number>()
    const isKnown = !serving || this.#notes.built(serving.release).comparable
    if (!isKnown || !this.#notes.built(release).comparable) return undefined
    return [...this.#notes.contained(release)].filter((one) => !there.has(one))
  }

  analysisBase(release: number, environment: string, builders: readonly string[]): PromotionFacts["analysisBase"] {
    const isMerged = this.#notes.isMerged(release)
    const base = isMerged ? this.#notes.serving(environment)?.release : this.#notes.built(release).contains.at(-1)
    if (base === undefined) {
      return isMerged
        ? { kind: "none", why: `${environment} runs nothing yet` }
        : { kind: "unknown", why: "its base was not built here" }
    }
    const found = this.#notes.built(base).jobs.map(({ job }) => {
      const noted = this.#notes.of("job", base).findLast(({ happened }) => happened.job === job)
      const proof = this.#notes.proof(noted)
      if (!noted || proof.kind !== "valid" || !builders.includes(proof.signer)) return undefined
      return identitiesOf(noted.happened)
    })
    const identities = allIdentities(found)
    if (!identities) return { kind: "unknown", why: "there is no sound evidence of its base" }
    return { kind: "known", commit: this.#commit(base, 0), identities }
  }

  #commit(release: number, number: number): string {
    return `${release}${number}`.padStart(40, "c")
  }
}

/** How often each error that a job found occurs. */
export function identitiesOf({ errors, finding }: { readonly errors: number | null; readonly finding: string }) {
  return errors === null || errors === 0 ? {} : { [finding]: errors }
}
