import { type Definition, definitionSchema } from "../../src/core/definition/schema/definition-schema.ts"
import { type EffectiveRules, effectiveRules } from "../../src/core/promotion/effective-rules.ts"
import { evaluateGates } from "../../src/core/promotion/evaluate-gates.ts"
import { sampleFacts } from "../../src/core/promotion/fixtures/sample-promotion.ts"
import type { GateAnswer } from "../../src/core/promotion/gate-answer.ts"
import type {
  JobFact,
  PromotionFacts,
  RejectionFact,
  SoakFact,
  UpstreamFact,
} from "../../src/core/promotion/promotion-facts.ts"
import { type Digest, digestOf } from "../../src/core/shared/digest.ts"
import { CodeFacts, identitiesOf } from "./core-code-facts.ts"
import { absent, CoreNotes, type HappeningOf, missing, type Noted } from "./core-notes.ts"
import { CoreQueue } from "./core-queue.ts"
import type { Happening } from "./history.ts"
import { ruleBooks } from "./rule-books.ts"

const books: readonly Definition[] = ruleBooks.map((book) => definitionSchema.parse(book))
const rulesByBook = new Map<string, EffectiveRules>()
const digests = new Map<string, Digest>()
/** What the model does not know of. */
const others = sampleFacts()

/** The real decisions, on facts that are gathered from what has happened, as the server's store and registry hold it. */
export class CoreWorld {
  readonly #notes = new CoreNotes()
  readonly #code = new CodeFacts(this.#notes)
  readonly #queues = new Map<string, CoreQueue>()

  do(happened: Happening): void {
    // What waits is judged by what was before: a look changes nothing that gates depend on.
    if ("environment" in happened) this.#queueUp(happened)
    this.#notes.add(happened, (environment, wayIn) => this.#rules(environment, wayIn).hash)
  }

  /** What every gate of a way in says about a release. */
  answers(release: number, environment: string, wayIn: number): readonly GateAnswer[] {
    const rules = this.#rules(environment, wayIn)
    return evaluateGates(rules, this.#facts(release, rules))
  }

  /** Who waits for an environment. */
  queue(environment: string): CoreQueue["waiting"] {
    return this.#queues.get(environment)?.waiting ?? []
  }

  #queueUp(happened: Happening & { readonly environment: string }): void {
    const { environment } = happened
    const queue = this.#queues.get(environment) ?? new CoreQueue()
    this.#queues.set(environment, queue)
    const judge = (release: number, wayIn: number) => this.answers(release, environment, wayIn)
    if (happened.kind === "want") queue.want(happened.release, happened.wayIn)
    if (happened.kind === "begin") queue.begin(judge)
    if (happened.kind === "end") queue.end()
    if (happened.kind === "look") queue.look(this.#rules(environment, 0).environment.queue, this.#notes.now, judge)
  }

  #rules(environment: string, wayIn: number): EffectiveRules {
    const key = `${this.#notes.book} ${environment} ${wayIn}`
    const known = rulesByBook.get(key)
    if (known) return known
    const rules = effectiveRules(this.#definition, environment, wayIn) ?? missing("way in")
    rulesByBook.set(key, rules)
    return rules
  }

  get #definition(): Definition {
    return books[this.#notes.book] ?? missing("rule book")
  }

  #facts(release: number, rules: EffectiveRules): PromotionFacts {
    const { template, wayIn, builders } = rules
    const gates = Object.values(rules.gates)
    const built = this.#notes.built(release)
    const isMerged = this.#notes.isMerged(release)
    const upstream = "environment" in wayIn ? this.#upstream(release, wayIn) : null
    const run = { port: 80, health: "/", needs: [], public: false }
    const services = Object.fromEntries(
      ["web", "api"].map((name) => [name, { image: digest(`${name} ${release}`), run }]),
    )
    return {
      ...others,
      release: digest(`release ${release}`),
      manifest: { kind: "slipway.release/v1", project: "shop", services, schema: null },
      commit: "c".repeat(40),
      jobs: built.jobs.map((job) => this.#job(release, isMerged ? { ...job, definition: "same" } : job)),
      missingJobs: isMerged ? [] : built.missing,
      images: ["web", "api"].map((service) => {
        const image = this.#notes.of("image", release).findLast(({ happened }) => happened.service === service)
        return { service, image: digest(`${service} ${release}`), proof: this.#notes.proof(image) }
      }),
      analysisBase: gates.some(({ analysis }) => analysis?.new !== undefined)
        ? this.#code.analysisBase(release, template, builders)
        : null,
      scans: gates.some(({ scan }) => scan)
        ? ["web", "api"].map((service) => this.#scan(release, service, builders))
        : [],
      brought: this.#code.writers(release, template),
      approvals: this.#approvals(release, template),
      overrides: this.#overrides(release, template),
      rejection: this.#rejection(release),
      soaks: [...new Set(gates.flatMap(({ soak }) => (soak ? [soak.in] : [])))].map((name) =>
        this.#soak(release, name, builders),
      ),
      upstream,
      merge: this.#code.merge(release, rules, upstream?.proof),
      reviews: gates.some(({ review }) => review) ? this.#code.reviews(release, template) : null,
      hotfix: this.#code.hotfix(release, template, this.#definition),
      names: this.#notes.of("name", release).map(({ happened }) => ({ name: happened.name, kind: happened.as })),
      author: { email: built.author },
      committer: { email: built.committer },
      requestedBy:
        this.#notes.of("ask", release).findLast(({ happened }) => happened.environment === template)?.happened.person ??
        null,
      now: this.#notes.now,
    }
  }

  #job(release: number, { job, definition }: Pick<JobFact, "job" | "definition">): JobFact {
    const noted = this.#notes.of("job", release).findLast(({ happened }) => happened.job === job)
    const proof = this.#notes.proof(noted)
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
      findings:
        result === undefined || errors === null
          ? null
          : { errors, warnings: 0, notes: 0, first: [], identities: identitiesOf(result) },
    }
  }

  #scan(release: number, service: string, builders: readonly string[]): PromotionFacts["scans"][number] {
    const noted = this.#notes
      .of("scan", release)
      .findLast(({ happened }) => happened.service === service && builders.includes(happened.signer))
    const proof = this.#notes.proof(noted)
    const image = digest(`${service} ${release}`)
    if (!noted || proof.kind !== "valid") return { service, image, proof, scan: null }
    const found = noted.happened.found.map((one) => ({ ...one, package: null, version: null, fixedIn: null }))
    return { service, image, proof, scan: { scanner: "trivy", scannerVersion: null, knowledgeFrom: null, found } }
  }

  #approvals(release: number, environment: string): PromotionFacts["approvals"] {
    const decided: readonly Noted<HappeningOf<"approve" | "revoke">>[] = [
      ...this.#notes.of("approve", release),
      ...this.#notes.of("revoke", release),
    ]
    return this.#holding(decided, release, environment).map((noted) => {
      const { gate, person, kind } = noted.happened
      const rules = noted.rules ?? missing("hash")
      return { gate, person, rules, at: noted.at, isRevoked: kind === "revoke", proof: this.#notes.proof(noted) }
    })
  }

  #overrides(release: number, environment: string): PromotionFacts["overrides"] {
    return this.#holding(this.#notes.of("override", release), release, environment).map((noted) => {
      const { gate, person, instead, isRevoked } = noted.happened
      const rules = noted.rules ?? missing("hash")
      return {
        gate,
        person,
        rules,
        at: noted.at,
        reason: "it must go",
        instead,
        isRevoked,
        proof: this.#notes.proof(noted),
      }
    })
  }

  /** What was said of a release there since a newer one last took its place, in the order of the ledger. */
  #holding<H extends { readonly environment: string }>(
    said: readonly Noted<H>[],
    release: number,
    environment: string,
  ): readonly Noted<H>[] {
    const voidUntil = this.#queues.get(environment)?.supersededAt.get(release) ?? Number.NEGATIVE_INFINITY
    return said
      .filter(({ happened, at }) => happened.environment === environment && at > voidUntil)
      .sort((a, b) => a.index - b.index)
  }

  #rejection(release: number): RejectionFact | null {
    const said = [...this.#notes.of("reject", release), ...this.#notes.of("lift", release)]
    const noted = said.sort((a, b) => a.index - b.index).at(-1)
    if (!noted) return null
    const proof = this.#notes.proof(noted)
    const isLifted = noted.happened.kind === "lift" && proof.kind === "valid"
    return { person: noted.happened.person, reason: "it loses orders", isLifted, at: noted.at, proof }
  }

  #upstream(release: number, wayIn: { readonly environment: string; readonly mocked?: unknown }): UpstreamFact {
    const { environment } = wayIn
    const said = this.#notes.verifications(release, environment)
    const whole = said.findLast(({ deployed }) => deployed?.mocks.length === 0)
    const noted = ("mocked" in wayIn ? undefined : whole) ?? said.at(-1)
    const proof = this.#notes.proof(noted)
    if (!noted || proof.kind !== "valid") return { environment, proof, status: null }
    const mocks = noted.deployed?.mocks ?? []
    return { environment, proof, status: noted.happened.outcome, ...(mocks.length > 0 ? { mocks } : {}) }
  }

  #soak(release: number, environment: string, builders: readonly string[]): SoakFact {
    const serving = this.#notes.serving(environment)
    if (serving?.release !== release) return { environment, isServing: false, proof: absent, status: null, since: null }
    let fact: SoakFact = { environment, isServing: true, proof: absent, status: null, since: null }
    for (const noted of this.#notes.verifications(release, environment)) {
      if (noted.deployed !== serving || serving.mocks.length > 0) continue
      const proof = this.#notes.proof(noted)
      const status = proof.kind === "valid" ? noted.happened.outcome : null
      const isGood = proof.kind === "valid" && builders.includes(proof.signer) && status === "succeeded"
      fact = { ...fact, proof, status, since: isGood ? (fact.since ?? noted.at) : null }
    }
    return fact
  }
}

function digest(text: string): Digest {
  const known = digests.get(text) ?? digestOf(text)
  digests.set(text, known)
  return known
}
