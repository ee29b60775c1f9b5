import { type Definition, definitionSchema } from "../../src/core/definition/schema/definition-schema.ts"
import { type EffectiveRules, effectiveRules } from "../../src/core/promotion/effective-rules.ts"
import { evaluateGates } from "../../src/core/promotion/evaluate-gates.ts"
import { sampleFacts } from "../../src/core/promotion/fixtures/sample-promotion.ts"
import type { GateAnswer } from "../../src/core/promotion/gate-answer.ts"
import type {
  JobFact,
  PromotionFacts,
  Proof,
  SoakFact,
  UpstreamFact,
} from "../../src/core/promotion/promotion-facts.ts"
import { type Digest, digestOf } from "../../src/core/shared/digest.ts"
import { BEGINNING, type Happening } from "./history.ts"
import { ruleBooks } from "./rule-books.ts"

const books: readonly Definition[] = ruleBooks.map((book) => definitionSchema.parse(book))
const rulesByBook = new Map<string, EffectiveRules>()

type Kind = Happening["kind"]
type HappeningOf<K extends Kind> = Happening & { readonly kind: K }

/** A happening that left a statement or a record behind. */
interface Noted<H = Happening> {
  readonly happened: H
  readonly index: number
  readonly at: number
  /** What a decision was bound to. */
  readonly rules: Digest | null
}

const absent: Proof = { kind: "absent" }
const digests = new Map<string, Digest>()

/** The real decisions, on facts that are gathered from what has happened, as the server's store and registry hold it. */
export class CoreWorld {
  #now = BEGINNING
  #book = 0
  #happened = 0
  readonly #noted = new Map<Kind, Noted[]>()
  readonly #lost = new Set<number>()
  /** What serves where, and since which happening. */
  readonly #serving = new Map<string, { readonly release: number; readonly since: number }>()
  /** The release that each verification was about. */
  readonly #verified = new Map<number, number>()

  do(happened: Happening): void {
    const index = this.#happened++
    switch (happened.kind) {
      case "wait":
        this.#now += happened.for
        return
      case "rules":
        this.#book = happened.book
        return
      case "lose":
        this.#lost.add(happened.happened)
        return
      case "deploy":
        this.#serving.set(happened.environment, { release: happened.release, since: index })
        return
      case "verify": {
        const serving = this.#serving.get(happened.environment)
        if (!serving) return
        this.#verified.set(index, serving.release)
      }
    }
    const rules = "wayIn" in happened ? this.#rules(happened.environment, happened.wayIn).hash : null
    const others = this.#noted.get(happened.kind) ?? []
    this.#noted.set(happened.kind, [...others, { happened, index, at: this.#now, rules }])
  }

  /** What every gate of a way in says about a release. */
  answers(release: number, environment: string, wayIn: number): readonly GateAnswer[] {
    const rules = this.#rules(environment, wayIn)
    return evaluateGates(rules, this.#facts(release, rules))
  }

  #rules(environment: string, wayIn: number): EffectiveRules {
    const key = `${this.#book} ${environment} ${wayIn}`
    const known = rulesByBook.get(key)
    if (known) return known
    const rules = effectiveRules(books[this.#book] ?? missing("rule book"), environment, wayIn) ?? missing("way in")
    rulesByBook.set(key, rules)
    return rules
  }

  #facts(release: number, rules: EffectiveRules): PromotionFacts {
    const { template, wayIn, builders, gates } = rules
    const built = this.#all("build")[release]?.happened ?? missing("build")
    const merged = this.#all("merge").some(({ happened }) => happened.release === release)
    const run = { port: 80, health: "/", needs: [], public: false }
    const services = Object.fromEntries(
      ["web", "api"].map((name) => [name, { image: digest(`${name} ${release}`), run }]),
    )
    return {
      // What the model does not know of yet.
      ...sampleFacts(),
      release: digest(`release ${release}`),
      manifest: { kind: "slipway.release/v1", project: "shop", services, schema: null },
      commit: "c".repeat(40),
      jobs: built.jobs.map((job) => this.#job(release, merged ? { ...job, definition: "same" } : job)),
      missingJobs: merged ? [] : built.missing,
      images: ["web", "api"].map((service) => {
        const image = this.#all("image").findLast(
          ({ happened }) => happened.release === release && happened.service === service,
        )
        return { service, image: digest(`${service} ${release}`), proof: this.#proof(image) }
      }),
      analysisBase: null,
      scans: ["web", "api"].map((service) => this.#scan(release, service, builders)),
      approvals: this.#approvals(release, template),
      overrides: this.#overrides(release, template),
      soaks: [...new Set(Object.values(gates).flatMap(({ soak }) => (soak ? [soak.in] : [])))].map((name) =>
        this.#soak(release, name, builders),
      ),
      upstream: "environment" in wayIn ? this.#upstream(release, wayIn.environment) : null,
      merge: null,
      names: this.#all("name")
        .filter(({ happened }) => happened.release === release)
        .map(({ happened }) => ({ name: happened.name, kind: happened.as })),
      author: { email: built.author },
      committer: { email: built.committer },
      requestedBy:
        this.#all("ask").findLast(({ happened }) => happened.release === release && happened.environment === template)
          ?.happened.person ?? null,
      now: this.#now,
    }
  }

  #job(release: number, { job, definition }: Pick<JobFact, "job" | "definition">): JobFact {
    const noted = this.#all("job").findLast(({ happened }) => happened.release === release && happened.job === job)
    const proof = this.#proof(noted)
    const [owner = ""] = job.split(":")
    const result = proof.kind === "valid" ? noted?.happened : undefined
    const covered = result?.covered ?? null
    const errors = result?.errors ?? null
    return {
      job,
      service: job.includes(":") ? owner : null,
      definition,
      proof,
      status: result?.outcome ?? null,
      coverage: covered === null ? null : { covered, total: 100 },
      findings: errors === null ? null : { errors, warnings: 0, notes: 0, first: [] },
    }
  }

  #scan(release: number, service: string, builders: readonly string[]): PromotionFacts["scans"][number] {
    const noted = this.#all("scan").findLast(
      ({ happened }) =>
        happened.release === release && happened.service === service && builders.includes(happened.signer),
    )
    const proof = this.#proof(noted)
    const image = digest(`${service} ${release}`)
    if (!noted || proof.kind !== "valid") return { service, image, proof, scan: null }
    const found = noted.happened.found.map((one) => ({ ...one, package: null, version: null, fixedIn: null }))
    return { service, image, proof, scan: { scanner: "trivy", scannerVersion: null, knowledgeFrom: null, found } }
  }

  #approvals(release: number, environment: string): PromotionFacts["approvals"] {
    const decided = [...this.#all("approve"), ...this.#all("revoke")].sort((a, b) => a.index - b.index)
    return decided
      .filter(({ happened }) => happened.release === release && happened.environment === environment)
      .map((noted) => {
        const { gate, person, kind } = noted.happened
        const rules = noted.rules ?? missing("hash")
        return { gate, person, rules, at: noted.at, isRevoked: kind === "revoke", proof: this.#proof(noted) }
      })
  }

  #overrides(release: number, environment: string): PromotionFacts["overrides"] {
    return this.#all("override")
      .filter(({ happened }) => happened.release === release && happened.environment === environment)
      .map((noted) => {
        const { gate, person, instead } = noted.happened
        const rules = noted.rules ?? missing("hash")
        return { gate, person, rules, at: noted.at, reason: "it must go", instead, proof: this.#proof(noted) }
      })
  }

  #upstream(release: number, environment: string): UpstreamFact {
    const noted = this.#verifications(release, environment).at(-1)
    const proof = this.#proof(noted)
    return { environment, proof, status: proof.kind === "valid" ? (noted?.happened.outcome ?? null) : null }
  }

  #soak(release: number, environment: string, builders: readonly string[]): SoakFact {
    const serving = this.#serving.get(environment)
    if (serving?.release !== release) return { environment, isServing: false, proof: absent, status: null, since: null }
    let fact: SoakFact = { environment, isServing: true, proof: absent, status: null, since: null }
    for (const noted of this.#verifications(release, environment).filter(({ index }) => index > serving.since)) {
      const proof = this.#proof(noted)
      const status = proof.kind === "valid" ? noted.happened.outcome : null
      const isGood = proof.kind === "valid" && builders.includes(proof.signer) && status === "succeeded"
      fact = { ...fact, proof, status, since: isGood ? (fact.since ?? noted.at) : null }
    }
    return fact
  }

  #verifications(release: number, environment: string): readonly Noted<HappeningOf<"verify">>[] {
    return this.#all("verify").filter(
      ({ happened, index }) => happened.environment === environment && this.#verified.get(index) === release,
    )
  }

  #proof(noted: Noted<{ readonly signer: string }> | undefined): Proof {
    if (!noted) return absent
    if (this.#lost.has(noted.index)) return { kind: "unreadable", why: "it is not in the registry" }
    return { kind: "valid", signer: noted.happened.signer }
  }

  #all<K extends Kind>(kind: K): readonly Noted<HappeningOf<K>>[] {
    const isOne = (happened: Happening): happened is HappeningOf<K> => happened.kind === kind
    return (this.#noted.get(kind) ?? []).flatMap(({ happened, ...noted }) =>
      isOne(happened) ? [{ ...noted, happened }] : [],
    )
  }
}

function digest(text: string): Digest {
  const known = digests.get(text) ?? digestOf(text)
  digests.set(text, known)
  return known
}

function missing(what: string): never {
  throw new RangeError(`there is no such ${what}`)
}
